const influencerId = process.env.INFLUENCER_ID!;
const res = await fetch(
  `https://api.layers.com/v1/influencers/${influencerId}/clone`,
  {
    method: 'POST',
    headers: {
      'X-Api-Key': process.env.LAYERS_API_KEY!,
      'Content-Type': 'application/json',
    },
    body: JSON.stringify({
      name: 'Ava Chen (Lisbon)',
      overrides: { style: 'sun-bleached cotton' },
    }),
  },
);
export const { jobId, influencerId: cloneId } = await res.json();
