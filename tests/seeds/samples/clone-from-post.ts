const projectId = process.env.PROJECT_ID!;
const sourcePlatformPostId = process.env.SOURCE_PLATFORM_POST_ID!;
const newContainerId = crypto.randomUUID();
const res = await fetch(
  `https://api.layers.com/v1/content/${newContainerId}/clone-from-post`,
  {
    method: 'POST',
    headers: {
      'X-Api-Key': process.env.LAYERS_API_KEY!,
      'Content-Type': 'application/json',
      'Idempotency-Key': crypto.randomUUID(),
    },
    body: JSON.stringify({
      projectId,
      sourcePlatformPostId,
      mode: 'fork',
    }),
  },
);
export const { jobId, containerId } = await res.json();
