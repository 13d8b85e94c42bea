import { createHmac, timingSafeEqual } from "node:crypto";
import { createServer } from "node:http";
import type { IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

const SECRETS = (process.env.LAYERS_WEBHOOK_SECRETS ?? "").split(/\s+/).filter(Boolean); // while one is rotated there are two
const TOLERANCE_SECONDS = 300;
const MOST_BYTES = 1_000_000;

type LayersEvent = { id: string; type: string; data: Record<string, unknown>; replayOf?: string };

/** Whether Layers signed these very bytes with one of our secrets, within the last five minutes. */
function isGenuine(header: string, body: Buffer, now: number): boolean {
  const fields = header.split(",").map((field) => field.trim());
  const [stamp, ...more] = fields.filter((field) => field.startsWith("t=")).map((field) => field.slice(2));
  const macs = fields.filter((field) => field.startsWith("v1=")).map((field) => Buffer.from(field.slice(3)));
  if (!stamp || more.length || !/^\d{1,12}$/.test(stamp) || Math.abs(now - Number(stamp)) > TOLERANCE_SECONDS) return false;
  return SECRETS.some((secret) => {
    const expected = Buffer.from(createHmac("sha256", secret).update(`${stamp}.`).update(body).digest("hex"));
    return macs.some((mac) => mac.length === expected.length && timingSafeEqual(mac, expected));
  });
}

/** Events that came, each once. Yours is a table of your database with a unique id: a Map forgets what a crash interrupts. */
const inbox = new Map<string, LayersEvent>();
let working = Promise.resolve();

function keep(event: LayersEvent): void {
  if (inbox.has(event.id)) return;
  inbox.set(event.id, event);
  working = working.then(() => handle(event)).catch((error) => console.error(event.id, error));
}

/** What an event means to you. */
async function handle(event: LayersEvent): Promise<void> {
  console.log(event.type, event.id);
}

/** The status to answer with. What comes is kept first; the work is done elsewhere. */
async function receive(request: IncomingMessage): Promise<number> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > MOST_BYTES) return 413;
    chunks.push(chunk);
  }
  const body = Buffer.concat(chunks); // the bytes as they came: nothing has parsed them yet
  if (!isGenuine(String(request.headers["x-layers-signature"] ?? ""), body, Date.now() / 1000)) return 400;
  keep(JSON.parse(body.toString("utf8")));
  return 204;
}

const server = createServer((request, response) => {
  receive(request).then(
    (status) => response.writeHead(status).end(),
    (error) => response.destroy(error), // whoever sent it went away
  );
});

server.listen(Number(process.env.PORT ?? 3000), "127.0.0.1", () => {
  console.log(`http://localhost:${(server.address() as AddressInfo).port}/`);
});
