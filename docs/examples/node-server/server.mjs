// A part of the Layers Partner API, edition 2026-04, in Node alone: what a partner's own stand-in or rewrite looks like.
// README.md says what it offers, which gaps it has, and what `layers-mock check` reports of it. FIXED=1 closes the gaps.
import { createHash, randomBytes } from "node:crypto";
import { createServer } from "node:http";

const FIXED = process.env.FIXED === "1";
const JOB_MILLISECONDS = 1000 * Number(process.env.JOB_SECONDS ?? "1");
const MOST_BODY_BYTES = 1_048_576;
const MOST_INFLUENCERS = 100; // on a page
const DAY_MILLISECONDS = 86_400_000;

// --- Ids: 128 bits, kept as 32 hex digits; printed as a ULID behind a prefix or as a UUID, taken in either form.

const CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const ULID = "[0-7][0-9A-HJKMNP-TV-Z]{25}";
const UUID = "[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}";

const freshId = () => Date.now().toString(16).padStart(12, "0") + randomBytes(10).toString("hex");
const idPattern = (...prefixes) => new RegExp(`^(?:(?:${prefixes.join("|")})_)?(?:${ULID}|${UUID})$`);
const idOf = (text) => {
  const bare = text.slice(text.lastIndexOf("_") + 1);
  if (bare.length === 36) return bare.replaceAll("-", "").toLowerCase();
  return [...bare].reduce((sum, digit) => sum * 32n + BigInt(CROCKFORD.indexOf(digit)), 0n).toString(16).padStart(32, "0");
};
const ulid = (id) => {
  const bits = BigInt(`0x${id}`);
  return Array.from({ length: 26 }, (_, n) => CROCKFORD[Number((bits >> BigInt(125 - 5 * n)) & 31n)]).join("");
};
const uuid = (id) => id.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
const derivedId = (text) => createHash("sha256").update(text).digest("hex").slice(0, 32);

// --- Refusals: the one envelope.

class Refusal extends Error {
  constructor(status, code, message, details, headers = {}) {
    super(message);
    Object.assign(this, { status, code, details, headers });
  }
}
const envelope = (refusal, requestId) =>
  JSON.stringify({ error: { code: refusal.code, message: refusal.message, requestId, details: refusal.details } });
const notFound = (what) => new Refusal(404, "NOT_FOUND", `${what} not found.`);
const conflict = (message) => new Refusal(409, "CONFLICT", message);

// --- Validation: a check looks at a value, and reports every fault with its path.

const text = (least, most, pattern) => (value, path, report) => {
  if (typeof value !== "string") return report(path, "has to be a text");
  const length = [...value].length;
  if (length < least || length > most) return report(path, `has ${length} characters, not ${least} to ${most}`);
  if (pattern && !pattern.test(value)) report(path, "does not have the form it needs");
};
const oneOf = (...known) => (value, path, report) => known.includes(value) || report(path, `is none of ${known.join(", ")}`);
const number = (least, most) => (value, path, report) =>
  (/^\d{1,9}$/.test(value) && Number(value) >= least && Number(value) <= most)
  || report(path, `is no number from ${least} to ${most}`);
const list = (item, least = 0, most = Infinity) => (value, path, report) => {
  if (!Array.isArray(value)) return report(path, "has to be a list");
  if (value.length < least || value.length > most) return report(path, `has ${value.length} items, not ${least} to ${most}`);
  value.forEach((one, index) => item(one, `${path}.${index}`, report));
};
const isObject = (value) => value !== null && typeof value === "object" && !Array.isArray(value);
const object = (fields, { required = [], isStrict = true } = {}) => (value, path, report) => {
  const at = (name) => (path ? `${path}.${name}` : name);
  if (!isObject(value)) return report(path, "has to be an object");
  for (const name of required) if (!Object.hasOwn(value, name)) report(at(name), "is required");
  for (const [name, one] of Object.entries(value)) {
    if (Object.hasOwn(fields, name)) fields[name](one, at(name), report);
    else if (isStrict) report(at(name), "is not known");
  }
};
const small = (bytes) => (value, path, report) => {
  if (!isObject(value)) report(path, "has to be an object");
  else if (Buffer.byteLength(JSON.stringify(value)) > bytes) report(path, `has more than ${bytes} bytes`);
};
const timeZone = (value, path, report) => {
  const known = typeof value === "string" && (TIME_ZONES.has(value) || isAlias(value));
  known || report(path, "is no name of the IANA database");
};
const TIME_ZONES = new Set(["UTC", ...Intl.supportedValuesOf("timeZone")]);
// Intl takes older names as well, but in any spelling; the database has them in one.
const NAME_OF_ZONE = /^([A-Z]+[0-9]?[A-Z]*|(GMT|Etc\/GMT)[+-]?\d{0,2}|[A-Z][A-Za-z-]+|[A-Z][A-Za-z]+(\/[A-Z][A-Za-z_-]+)+)$/;
const isAlias = (name) => {
  if (!NAME_OF_ZONE.test(name)) return false;
  try {
    const canonical = new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone;
    return canonical === name || canonical.toLowerCase() !== name.toLowerCase();
  } catch {
    return false;
  }
};

const anyText = text(0, Infinity);
const PROJECT_ID = text(1, 99, idPattern("prj", "proj"));
const INFLUENCER_ID = text(1, 99, idPattern("inf"));
const JOB_ID = text(1, 99, idPattern("job"));
const IDENTITY = {
  gender: oneOf("male", "female", "nonbinary", "unspecified"),
  ageRange: text(0, 16), ethnicity: text(0, 128), bodyType: text(0, 128), hairColor: text(0, 64), hairStyle: text(0, 128),
  style: text(0, 256), vibe: text(0, 256), voiceDescription: text(0, 1024),
  personality: object({
    traits: list(anyText), tone: anyText, humor: anyText, formality: anyText, values: list(anyText), interests: list(anyText),
    speakingStyle: anyText, catchphrases: list(anyText),
  }),
};
const PROJECT_BODY = object({
  id: PROJECT_ID, name: text(1, 128), timezone: timeZone, customerExternalId: text(1, 255), metadata: small(8192),
  ownerEmail: text(1, 999, /^[^@\x00-\x20\x7f]+@[^@\x00-\x20\x7f]+\.[^@\x00-\x20\x7f]+$/),
  primaryLanguage: text(1, 99, /^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$/),
}, { required: ["name", "timezone"], isStrict: false });
const INFLUENCER_BODY = object({
  name: text(1, 128), influencerId: INFLUENCER_ID, ...IDENTITY,
  referenceImages: object({ assetIds: list(text(1, 99, idPattern("med", "asset", "ast")), 1, 20) }, { required: ["assetIds"] }),
}, { required: ["name"] });
const CLONE_BODY = object({
  name: text(1, 128), newInfluencerId: INFLUENCER_ID, overrides: object(IDENTITY),
}, { required: ["name"] });
const DELETE_BODY = object({ reason: text(0, 1024) }, { isStrict: false });
const INFLUENCER_STATUS = oneOf("draft", "pending", "training", "ready", "failed");
const cursorOf = (kind) => (value, path, report) => positionOf(kind, value) === null && report(path, `is no cursor of ${kind}`);
const IDEMPOTENCY_KEY = text(1, 255, /^[!-~]+$/);

// --- What there is: organisations, each with its keys, projects, influencers and jobs. Rows never leave their lists.

const organization = (name, balance) =>
  ({ id: derivedId(`organization ${name}`), name, balance, owner: `owner@${name.toLowerCase()}.example`,
     projects: new Map(), influencers: new Map(), jobs: new Map() });
const own = organization("Moss", 5000);
const another = organization("Fern", 0);
const keys = new Map();
const addKey = (variable, owner, more = {}) => {
  const secret = process.env[variable];
  if (secret) keys.set(secret, { id: derivedId(`key ${secret}`), owner, scopes: [], isKilled: false, ...more });
};
addKey("LAYERS_KEY_FULL", own);
addKey("LAYERS_KEY_SECOND", own);
addKey("LAYERS_KEY_LIMITED", own, { scopes: ["projects:read", "jobs:read"] });
addKey("LAYERS_KEY_WRITER", own, { scopes: ["projects:write", "influencers:write", "jobs:cancel"] });
addKey("LAYERS_KEY_KILLED", own, { isKilled: true });
addKey("LAYERS_KEY_OTHER", another);
const records = new Map(); // of Idempotency-Keys

const addProject = (owner, body, fields = {}) => {
  const project = { id: body.id ? idOf(body.id) : freshId(), owner, place: owner.projects.size, body, status: "active",
                    createdAt: Date.now(), influencers: [], ...fields };
  owner.projects.set(project.id, project);
  return project;
};
const addInfluencer = (project, id, name, identity, fields = {}) => {
  const influencer = { id: id ?? { hex: freshId() }, project, place: project.influencers.length, name, identity, images: [],
                       createdAt: Date.now(), ...fields };
  project.owner.influencers.set(influencer.id.hex, influencer);
  project.influencers.push(influencer);
  return influencer;
};
// A client's own UUID is printed as a UUID, everything else as a ULID.
const ownId = (given) => given && { hex: idOf(given), isUuid: given.length - given.lastIndexOf("_") - 1 === 36 };

// What is there from the beginning; target.yaml names it.
const numbered = (digit) => uuid(String(digit).repeat(32));
const harbor = addProject(own, { id: numbered(1), name: "Harbor Tea", timezone: "Europe/Paris" });
const old = addProject(own, { id: numbered(2), name: "Old Harbor", timezone: "UTC" }, { status: "archived" });
const theirs = addProject(another, { id: numbered(3), name: "Fern Books", timezone: "UTC" });
const AVA = {
  gender: "female", ageRange: "25-34", hairColor: "black", vibe: "calm and precise",
  personality: { tone: "warm", humor: "deadpan" },
};
addInfluencer(harbor, ownId(numbered(4)), "Ava", AVA, { images: [freshId()] });
addInfluencer(harbor, ownId(numbered(5)), "Never Made", {}, { failed: true });
addInfluencer(theirs, ownId(numbered(6)), "Noor", {}, { images: [freshId()] });
addInfluencer(old, ownId(numbered(7)), "Retired", {}, { images: [freshId()] });

// --- Jobs: a start and three stages; where one stands follows from the time alone.

const STAGES = [["queued", 0.25], ["generating_visuals", 0.75], ["finalizing", 1]]; // where each ends
const startJob = (owner, influencer) => {
  const job = { id: freshId(), influencer, startedAt: Date.now(), stopsAt: null };
  owner.jobs.set(job.id, job);
  influencer.job = job;
  influencer.rendered = [freshId(), freshId()];
  return job;
};
const stateOf = (job) => {
  const reached = (Date.now() - job.startedAt) / JOB_MILLISECONDS;
  const done = Math.min(reached, job.stopsAt ?? 1);
  const isOver = reached >= (job.stopsAt ?? 1);
  const stage = STAGES.find(([, end]) => (isOver ? done <= end : done < end))[0];
  const status = !isOver ? "running" : job.stopsAt === null ? "completed" : "canceled";
  const finishedAt = isOver ? job.startedAt + done * JOB_MILLISECONDS : null;
  return { status, stage, progress: Math.floor(done * 4) / 4, finishedAt };
};
const statusOf = (influencer) => {
  if (!influencer.job) return influencer.failed ? "failed" : "ready";
  return { running: "pending", completed: "ready", canceled: "failed" }[stateOf(influencer.job).status];
};

// --- How things are told.

const instant = (time) => new Date(time).toISOString();
const preciseInstant = (time) => instant(time).replace("Z", "000+00:00");
const printedInfluencer = (influencer) => `inf_${influencer.id.isUuid ? uuid(influencer.id.hex) : ulid(influencer.id.hex)}`;
const told = (project) => ({
  name: project.body.name, status: project.status, customerExternalId: project.body.customerExternalId ?? null,
  timezone: project.body.timezone, primaryLanguage: project.body.primaryLanguage ?? "en",
  ownerEmail: project.body.ownerEmail ?? project.owner.owner,
});
const projectRow = (project) => ({
  id: uuid(project.id), organizationId: uuid(project.owner.id), ...told(project), brand: null, brandContext: null,
  ingestState: { github: null, website: null, appstore: null }, requiresApproval: false, firstNPostsBlocked: 0,
  currentBlockedCount: 0, metadata: project.body.metadata ?? null,
  createdAt: preciseInstant(project.createdAt), updatedAt: preciseInstant(project.createdAt),
});
const projectItem = (project) => ({
  id: `prj_${ulid(project.id)}`, ...told(project),
  createdAt: instant(project.createdAt), updatedAt: instant(project.createdAt),
});
const imagesOf = (influencer) => (influencer.job && statusOf(influencer) === "ready" ? influencer.rendered : influencer.images);
const imageUrl = (host, id) => `http://${host}/media/${id}.png`;
const influencerRow = (influencer, host) => ({
  influencerId: printedInfluencer(influencer), projectId: uuid(influencer.project.id), name: influencer.name,
  ...Object.fromEntries(Object.keys(IDENTITY).map((name) => [name, influencer.identity[name] ?? null])),
  referenceImages: imagesOf(influencer).map((id) => ({
    assetId: `med_${ulid(id)}`, url: imageUrl(host, id), thumbnailUrl: imageUrl(host, id),
    addedAt: instant(influencer.createdAt),
  })),
  status: statusOf(influencer), createdAt: instant(influencer.createdAt), updatedAt: instant(influencer.createdAt),
});
const influencerItem = (influencer, host) => ({
  influencerId: printedInfluencer(influencer), name: influencer.name, gender: influencer.identity.gender ?? null,
  ageRange: influencer.identity.ageRange ?? null, status: statusOf(influencer),
  thumbnailUrl: imagesOf(influencer).map((id) => imageUrl(host, id))[0] ?? null, createdAt: instant(influencer.createdAt),
});
const accepted = (job) => {
  const jobId = `job_${ulid(job.id)}`;
  const influencerId = printedInfluencer(job.influencer);
  return { jobId, kind: "influencer_create", status: "running", influencerId, locationUrl: `/v1/jobs/${jobId}` };
};
const jobRow = (job) => {
  const { status, stage, progress, finishedAt } = stateOf(job);
  const jobId = `job_${ulid(job.id)}`;
  const row = { jobId, kind: "influencer_create", status, progress, stage, startedAt: instant(job.startedAt) };
  if (finishedAt !== null) row.finishedAt = instant(finishedAt);
  if (status === "completed") row.result = { influencerId: printedInfluencer(job.influencer) };
  return row;
};

// --- Lists: newest first, in pages.

const cursorFor = (kind, position) => Buffer.from(`${kind} ${position}`).toString("base64url");
const positionOf = (kind, cursor) => {
  const found = /^(\w+) (\d{1,9})$/.exec(Buffer.from(cursor, "base64url").toString());
  return found && found[1] === kind && cursorFor(kind, found[2]) === cursor ? Number(found[2]) : null;
};
const sizeOf = (query, most = 200) => Math.min(Number(query.limit ?? 25), most);
// A cursor is the place of the last row that was shown; places never change.
const pageBehindRow = (kind, rows, query, tell, most) => {
  const last = query.cursor === undefined ? Infinity : positionOf(kind, query.cursor);
  const rest = rows.filter((row) => row.place < last).reverse();
  const shown = rest.slice(0, sizeOf(query, most));
  return { items: shown.map(tell), nextCursor: rest.length > shown.length ? cursorFor(kind, shown.at(-1).place) : null };
};
// A cursor is a number of rows to leave out: a row that is added meanwhile moves all others.
const pageAtOffset = (kind, rows, query, tell) => {
  const begin = query.cursor === undefined ? 0 : positionOf(kind, query.cursor);
  const shown = [...rows].reverse().slice(begin, begin + sizeOf(query));
  const end = begin + shown.length;
  return { items: shown.map(tell), nextCursor: end < rows.length ? cursorFor(kind, end) : null };
};
const projectPage = FIXED ? pageBehindRow : pageAtOffset;

// --- Looking things up: an id of another organisation is as unknown as one that nobody has.

const projectAt = (call) => call.owner.projects.get(idOf(call.path.projectId)) ?? refuse(notFound("Project"));
const jobAt = (call) => call.owner.jobs.get(idOf(call.path.jobId)) ?? refuse(notFound("Job"));
const influencerAt = (call) => {
  const id = idOf(call.path.influencerId);
  const found = call.owner.influencers.get(id);
  if (found?.deletedAt) throw notFound("Influencer");
  if (!found && !FIXED && [own, another].some((owner) => owner.influencers.has(id))) {
    throw new Refusal(403, "FORBIDDEN_SCOPE", "This influencer belongs to another organisation.");
  }
  return found ?? refuse(notFound("Influencer"));
};
const refuse = (refusal) => {
  throw refusal;
};

// --- Operations: what each does once a call has passed everything before it.

const getWhoami = ({ key, owner }) => [200, {
  organizationId: uuid(owner.id), workspaceId: uuid(owner.id), organizationName: owner.name, scopes: key.scopes,
  rateLimitTier: "partner", killSwitch: key.isKilled, apiAccessRevoked: false, apiKeyId: uuid(key.id),
  creditBalance: owner.balance,
}];

const getCredits = ({ owner }) => {
  const now = new Date();
  const [start, end] = [0, 1].map((months) => instant(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + months)));
  return [200, {
    organizationId: uuid(owner.id), balance: owner.balance, includedRemaining: owner.balance, prepaidBalance: 0,
    includedThisPeriod: owner.balance, usedThisPeriod: 0, currentPeriod: { start, end, usedCredits: 0 },
    subscriptionTier: "pro", billingStatus: "active",
    estimatedCreditsPerFormat: { video_remix: 120, slideshow_remix: 50, ugc_remix: 120, auto: 120 },
    ingestCostsBilled: { github: false, website: false, appstore: false },
  }];
};

const createProject = ({ owner, body }) => {
  const sent = body.id ? canonical({ ...body, id: idOf(body.id) }) : null;
  const existing = body.id && owner.projects.get(idOf(body.id));
  if (existing && existing.sent === sent) return [201, projectRow(existing)];
  if (existing) throw conflict("Project with this id already exists.");
  const handle = body.customerExternalId;
  if (handle !== undefined && [...owner.projects.values()].some((one) => one.body.customerExternalId === handle)) {
    throw conflict("Another project has this customerExternalId.");
  }
  return [201, projectRow(addProject(owner, body, { sent }))];
};

const listProjects = ({ owner, query }) => {
  const { status, search, customerExternalId } = query;
  const rows = [...owner.projects.values()].filter((one) =>
    (status === undefined || one.status === status)
    && (search === undefined || one.body.name.toLowerCase().includes(search.toLowerCase()))
    && (customerExternalId === undefined || one.body.customerExternalId === customerExternalId));
  return [200, projectPage("projects", rows, query, projectItem)];
};

const getProject = (call) => [200, projectRow(projectAt(call))];

const listInfluencers = (call) => {
  const { status } = call.query;
  const there = projectAt(call).influencers.filter((one) => !one.deletedAt);
  const rows = there.filter((one) => status === undefined || statusOf(one) === status);
  return [200, pageBehindRow("influencers", rows, call.query, (one) => influencerItem(one, call.host), MOST_INFLUENCERS)];
};

const getInfluencer = (call) => [200, influencerRow(influencerAt(call), call.host)];

const makeInfluencer = (project, given, name, identity, images) => {
  if (project.status === "archived") throw conflict("The project is archived.");
  const id = ownId(given);
  if (id && project.owner.influencers.has(id.hex)) throw conflict("Influencer with this id already exists.");
  return [202, accepted(startJob(project.owner, addInfluencer(project, id, name, identity, { images })))];
};

const createInfluencer = (call) => {
  const { name, influencerId, referenceImages, ...identity } = call.body;
  const project = projectAt(call);
  if (referenceImages) throw notFound("Reference image"); // this server takes no uploads, so there are none
  return makeInfluencer(project, influencerId, name, identity, []);
};

const cloneInfluencer = (call) => {
  const source = influencerAt(call);
  const { name, newInfluencerId, overrides = {} } = call.body;
  const identity = { ...source.identity, ...overrides };
  if (overrides.personality) identity.personality = { ...source.identity.personality, ...overrides.personality };
  return makeInfluencer(source.project, newInfluencerId, name, identity, imagesOf(source));
};

const deleteInfluencer = (call) => {
  const influencer = influencerAt(call);
  influencer.deletedAt = Date.now();
  return [200, { influencerId: printedInfluencer(influencer), status: "deleted", deletedAt: instant(influencer.deletedAt) }];
};

const getJob = (call) => {
  const row = jobRow(jobAt(call));
  const tag = `"${createHash("sha256").update(JSON.stringify(row)).digest("hex").slice(0, 16)}"`;
  return call.headers["if-none-match"] === tag ? [304, null, { ETag: tag }] : [200, row, { ETag: tag }];
};

const cancelJob = (call) => {
  const job = jobAt(call);
  const jobId = `job_${ulid(job.id)}`;
  const { status, stage } = stateOf(job);
  if (status !== "running") return [200, { jobId, accepted: false, reason: `ALREADY_${status.toUpperCase()}` }];
  job.stopsAt ??= STAGES.find(([name]) => name === stage)[1];
  return [202, { jobId, accepted: true }];
};

// --- Routes. `null` stands for an operation that the API has and this server does not.

const page = (kind, most, more) => ({ limit: number(1, most), cursor: cursorOf(kind), ...more });
const read = (run, scope, more = {}) => ({ run, scope, rateClass: "read-light", ...more });
const changes = (run, scope, more = {}) => ({ run, scope, rateClass: "write-light", ...more });
const makes = (run, scope, rateClass, body) => ({ run, scope, rateClass, body, isIdempotent: true });
const ROUTES = {
  "/v1/whoami": { GET: read(getWhoami, null, { answersKilled: true }) },
  "/v1/credits": { GET: read(getCredits, null) },
  "/v1/projects": {
    GET: read(listProjects, "projects:read", {
      query: page("projects", 200, { status: oneOf("active", "archived"), search: anyText, customerExternalId: anyText }),
    }),
    POST: makes(createProject, "projects:write", "write-light", PROJECT_BODY),
  },
  "/v1/projects/{projectId}": { GET: read(getProject, "projects:read"), PATCH: null, DELETE: null },
  "/v1/projects/{projectId}/influencers": {
    // Without FIXED a limit that is too high is cut down and not refused.
    GET: read(listInfluencers, "influencers:write", {
      query: page("influencers", FIXED ? MOST_INFLUENCERS : Infinity, { status: INFLUENCER_STATUS }),
    }),
    POST: makes(createInfluencer, "influencers:write", "long-running", INFLUENCER_BODY),
  },
  "/v1/influencers/{influencerId}": {
    GET: read(getInfluencer, "influencers:write"),
    PATCH: null,
    DELETE: changes(deleteInfluencer, "influencers:write", { body: DELETE_BODY, mayLackBody: true }),
  },
  "/v1/influencers/{influencerId}/clone": { POST: makes(cloneInfluencer, "influencers:write", "long-running", CLONE_BODY) },
  "/v1/influencers/{influencerId}/reference-images": { POST: null },
  "/v1/jobs/{jobId}": { GET: read(getJob, "jobs:read") },
  "/v1/jobs/{jobId}/cancel": { POST: changes(cancelJob, "jobs:cancel") },
  "/v1/projects/{projectId}/content": { GET: null, POST: null },
  "/v1/projects/{projectId}/media": { POST: null },
  "/v1/projects/{projectId}/media/presign": { POST: null },
  "/v1/projects/{projectId}/media/finalize": { POST: null },
  "/v1/projects/{projectId}/top-performers": { GET: null },
  "/v1/content/{containerId}": { GET: null },
  "/v1/content/{containerId}/progress": { GET: null },
  "/v1/content/{containerId}/assets/{assetId}": { GET: null },
  "/v1/content/{containerId}/regenerate": { POST: null },
  "/v1/content/{containerId}/clone-from-post": { POST: null },
};
const PARAMETERS = { projectId: PROJECT_ID, influencerId: INFLUENCER_ID, jobId: JOB_ID };
const PATHS = Object.entries(ROUTES).map(([path, methods]) =>
  ({ methods, pattern: new RegExp(`^${path.replace(/\{(\w+)\}/g, "(?<$1>[^/]+)")}$`) }));

const route = (method, pathname) => {
  for (const { methods, pattern } of PATHS) {
    const match = pattern.exec(pathname);
    if (!match) continue;
    if (!Object.hasOwn(methods, method)) {
      const headers = { Allow: Object.keys(methods).join(", ") };
      throw new Refusal(405, "NOT_FOUND", "This path has no such method.", undefined, headers);
    }
    if (methods[method] === null) throw new Refusal(501, "NOT_IMPLEMENTED", "This server does not offer this operation.");
    return { operation: methods[method], path: Object.fromEntries(Object.entries(match.groups ?? {}).map(decoded)) };
  }
  throw notFound("Path");
};
const decoded = ([name, value]) => {
  try {
    return [name, decodeURIComponent(value)];
  } catch {
    return [name, value];
  }
};

// --- A call's way: route, key, scope, body, validation, Idempotency-Key, operation.

const authenticate = (headers, operation) => {
  const bearer = /^Bearer (.+)$/i.exec(headers.authorization ?? "");
  const key = keys.get(headers["x-api-key"] ?? bearer?.[1]);
  if (!key) throw new Refusal(401, "UNAUTHENTICATED", "The API key is missing or not valid.");
  if (key.isKilled && !operation.answersKilled) {
    throw new Refusal(503, "KILL_SWITCH", "This API key was switched off.", { scope: "key" });
  }
  if (operation.scope && key.scopes.length && !key.scopes.includes(operation.scope)) {
    throw new Refusal(403, "FORBIDDEN_SCOPE", `This call needs the scope ${operation.scope}.`);
  }
  return key;
};

const parsed = (content, headers) => {
  if (content === null) throw new Refusal(413, "VALIDATION", "The body is too large.");
  if ((headers["content-type"] ?? "").split(";")[0].trim().toLowerCase() !== "application/json") {
    throw new Refusal(415, "VALIDATION", "The body has to be sent as application/json.");
  }
  try {
    const body = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(content));
    if (depthOf(body) <= 100) return body;
  } catch {
    // Told below.
  }
  throw new Refusal(400, "VALIDATION", "The body is no JSON, or too deep.");
};
const depthOf = (value) => {
  if (value === null || typeof value !== "object") return 0;
  return 1 + Object.values(value).reduce((deepest, one) => Math.max(deepest, depthOf(one)), 0);
};

const validate = (operation, { path, query, headers, body }) => {
  const issues = [];
  const report = (at, message) => issues.push({ path: at, message });
  for (const [name, value] of Object.entries(path)) PARAMETERS[name](value, name, report);
  for (const [name, check] of Object.entries(operation.query ?? {})) {
    if (query[name] !== undefined) check(query[name], name, report);
  }
  const key = headers["idempotency-key"];
  if (operation.isIdempotent && key !== undefined) IDEMPOTENCY_KEY(key, "Idempotency-Key", report);
  if (body !== undefined) operation.body(body, "", report);
  if (issues.length) throw new Refusal(422, "VALIDATION", "The request is invalid.", { issues });
};

// JSON whose texts are equal where the values are, whatever the order of keys.
const canonical = (value) => {
  if (Array.isArray(value)) return `[${value.map(canonical)}]`;
  if (!isObject(value)) return JSON.stringify(value);
  return `{${Object.keys(value).sort().map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`)}}`;
};

// One answer for each Idempotency-Key. It should be one for each API key as well; without FIXED it is one for the organisation.
const once = (operation, call, run) => {
  const sent = call.headers["idempotency-key"];
  if (!operation.isIdempotent || sent === undefined) return run();
  const name = JSON.stringify([FIXED ? call.key.id : call.owner.id, operation.run.name, sent]);
  const request = canonical([call.path, call.query, call.body]);
  const record = records.get(name);
  if (record && Date.now() < record.until) {
    if (record.request === request) return record.answer;
    throw new Refusal(409, "IDEMPOTENCY_CONFLICT", "This Idempotency-Key was used with another request.");
  }
  const answer = run();
  records.set(name, { request, answer, until: Date.now() + DAY_MILLISECONDS });
  return answer;
};

const answer = (request, content) => {
  const url = new URL(request.url, "http://localhost");
  const { operation, path } = route(request.method, url.pathname);
  const headers = { "X-RateLimit-Endpoint-Class": operation.rateClass };
  try {
    const key = authenticate(request.headers, operation);
    const hasBody = operation.body && !(operation.mayLackBody && content?.length === 0);
    const body = hasBody ? parsed(content, request.headers) : undefined;
    const query = Object.fromEntries(url.searchParams);
    const call = { key, owner: key.owner, path, query, body, headers: request.headers, host: request.headers.host };
    validate(operation, call);
    const [status, made, more] = once(operation, call, () => {
      const [code, value, extra] = operation.run(call);
      return [code, value === null ? "" : JSON.stringify(value), extra];
    });
    return { status, content: made, headers: { ...headers, ...more } };
  } catch (error) {
    if (error instanceof Refusal) Object.assign(error.headers, headers);
    throw error;
  }
};

// --- HTTP.

const PICTURE = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==", "base64",
);
const requestIdOf = () => `req_${ulid(freshId())}`;

const received = async (request) => {
  const chunks = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size <= MOST_BODY_BYTES) chunks.push(chunk);
  }
  return size <= MOST_BODY_BYTES ? Buffer.concat(chunks) : null;
};

const server = createServer(async (request, response) => {
  const content = await received(request).catch(() => null);
  if (request.method === "GET" && /^\/media\/[0-9a-f]{32}\.png$/.test(request.url)) {
    return response.writeHead(200, { "Content-Type": "image/png" }).end(PICTURE);
  }
  const requestId = requestIdOf();
  let reply;
  try {
    reply = answer(request, content);
  } catch (error) {
    const refusal = error instanceof Refusal ? error : new Refusal(500, "INTERNAL", "Something went wrong.");
    if (refusal !== error) console.error(error);
    reply = { status: refusal.status, content: envelope(refusal, requestId), headers: refusal.headers };
  }
  const type = reply.content ? { "Content-Type": "application/json" } : {};
  response.writeHead(reply.status, { ...type, ...reply.headers, "X-Request-Id": requestId }).end(reply.content);
});

server.on("clientError", (error, socket) => {
  if (!socket.writable) return;
  const requestId = requestIdOf();
  const body = envelope(new Refusal(400, "VALIDATION", "This is no HTTP request."), requestId);
  const head = [
    "HTTP/1.1 400 Bad Request", "Content-Type: application/json", `Content-Length: ${Buffer.byteLength(body)}`,
    `X-Request-Id: ${requestId}`, "Connection: close",
  ];
  socket.end(`${head.join("\r\n")}\r\n\r\n${body}`);
});

if (!keys.size) {
  console.error("Set LAYERS_KEY_FULL to the key to take; so may be _SECOND, _LIMITED, _WRITER, _KILLED and _OTHER.");
  process.exit(2);
}
server.listen(Number(process.env.PORT ?? "0"), "127.0.0.1", () => console.log(`http://127.0.0.1:${server.address().port}`));
