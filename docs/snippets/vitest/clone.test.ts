import { expect } from "vitest";
import { test } from "./layers";

/** The client under test; yours instead. */
async function call(layers: { baseUrl: string; apiKey: string }, method: string, path: string, body?: object) {
  const headers: Record<string, string> = { "X-Api-Key": layers.apiKey, "Content-Type": "application/json" };
  if (method === "POST") headers["Idempotency-Key"] = crypto.randomUUID();
  const answer = await fetch(layers.baseUrl + path, { method, headers, body: body && JSON.stringify(body) });
  return { status: answer.status, json: await answer.json() };
}

test("a clone is ready once its job has ended", async ({ layers }) => {
  const started = await call(layers, "POST", `/v1/influencers/${layers.ids.ava}/clone`, { name: "Ava Chen (EU)" });
  expect(started.status).toBe(202);

  await layers.advance({ to: "idle" });

  const job = await call(layers, "GET", `/v1/jobs/${started.json.jobId}`);
  expect(job.json.status).toBe("completed");
  const clone = await call(layers, "GET", `/v1/influencers/${started.json.influencerId}`);
  expect(clone.json.status).toBe("ready");
});

test("no test sees what another one made", async ({ layers }) => {
  const project = layers.ids["harbor-tea"];
  const before = await call(layers, "GET", `/v1/projects/${project}/influencers`);
  expect(before.json.items.map((one: { name: string }) => one.name)).not.toContain("Ava Chen (EU)");
});

test("a rate limit is met once, and the retry passes", async ({ layers }) => {
  await layers.scenario({
    name: "busy-once",
    when: { operation: "cloneInfluencer" },
    then: { error: "RATE_LIMITED" },
    times: 1,
  });
  const path = `/v1/influencers/${layers.ids.ava}/clone`;
  expect((await call(layers, "POST", path, { name: "One" })).status).toBe(429);
  expect((await call(layers, "POST", path, { name: "Two" })).status).toBe(202);
  expect((await layers.requests()).map((request: { status: number }) => request.status)).toEqual([429, 202]);
});

test("a webhook tells that the job has ended", async ({ layers }) => {
  const endpoint = { url: layers.inbox, events: ["job.completed"], projectId: layers.ids["harbor-tea"] };
  expect((await call(layers, "POST", "/v1/webhook-endpoints", endpoint)).status).toBe(201);
  const started = await call(layers, "POST", `/v1/influencers/${layers.ids.ava}/clone`, { name: "Ava Chen (EU)" });
  expect(await layers.webhooks()).toEqual([]);

  await layers.advance({ seconds: 60 });

  const [event] = await layers.webhooks();
  expect(event.payload.data.jobId).toBe(started.json.jobId);
  expect(event.fault).toBeNull();
});
