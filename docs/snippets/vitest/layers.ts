import { test as base } from "vitest";

const server = process.env.LAYERS_BASE_URL ?? "http://127.0.0.1:4747";
const token = process.env.LAYERS_MOCK_CONTROL_TOKEN;

/** One call of the control API; throws what the server says where it refuses. */
async function control(method: string, path: string, body?: object) {
  const headers: Record<string, string> = { "Content-Type": "application/json" };
  if (token) headers["X-Layers-Mock-Token"] = token;
  const answer = await fetch(`${server}/__mock/${path}`, { method, headers, body: body && JSON.stringify(body) });
  const json = await answer.json();
  if (!answer.ok) throw new Error(json.error.message);
  return json;
}

/** A world of one test's own. */
async function openWorld() {
  const state = await control("POST", "worlds", { clock: { mode: "manual" } });
  const world = `worlds/${state.world}`;
  return {
    baseUrl: server,
    apiKey: state.keys.full as string,
    keys: state.keys as Record<string, string>,
    ids: state.ids as Record<string, string>,
    advance: (how: { seconds: number } | { to: "next-event" | "idle" }) => control("POST", `${world}/clock/advance`, how),
    scenario: (scenario: object) => control("POST", `${world}/scenarios`, scenario),
    inbox: state.webhookInbox as string,
    webhooks: async () => (await control("GET", `${world}/webhooks/inbox?after=0&limit=1000`)).items,
    requests: async () => (await control("GET", `${world}/requests?after=0&limit=1000`)).items,
    drop: () => control("DELETE", world),
  };
}

type World = Awaited<ReturnType<typeof openWorld>>;

/** Vitest's test, with a world in the fixture `layers`. A test that fails prints what its world was asked. */
export const test = base.extend<{ layers: World }>({
  layers: async ({ task }, use) => {
    const layers = await openWorld();
    await use(layers);
    if (task.result?.state === "fail") {
      for (const call of (await layers.requests()).slice(-10)) {
        const findings = call.findings.map((finding: { rule: string }) => finding.rule);
        console.error([call.method, call.path, "->", call.status, call.rule ?? "", ...findings].join(" "));
      }
    }
    await layers.drop();
  },
});
