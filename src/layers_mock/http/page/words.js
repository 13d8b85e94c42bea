// How times, numbers and statuses are said.

const GROUPED = new Intl.NumberFormat("en-GB");
const TIME = new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", hour: "2-digit", minute: "2-digit", second: "2-digit" });
const DAY = new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", weekday: "short", day: "numeric", month: "short", year: "numeric" });
const SHORT_DAY = new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", day: "numeric", month: "short" });

export const number = (value) => GROUPED.format(value);
export const time = (instant) => TIME.format(instant);
export const day = (instant) => DAY.format(instant);

/** A time, with its day where that is another one than now's. */
export function moment(instant, now) {
  return day(instant) === day(now) ? time(instant) : `${SHORT_DAY.format(instant)}, ${time(instant)}`;
}

/** A length in the two units that matter: 45 s, 3 min 20 s, 2 h 5 min, 12 d 4 h. */
export function length(seconds) {
  const whole = Math.max(0, Math.round(seconds));
  const parts = [[Math.floor(whole / 86400), "d"], [Math.floor(whole / 3600) % 24, "h"], [Math.floor(whole / 60) % 60, "min"], [whole % 60, "s"]];
  const first = parts.findIndex(([count]) => count > 0);
  if (first < 0) return "0 s";
  return parts.slice(first, first + 2).filter(([count]) => count > 0).map(([count, unit]) => `${number(count)} ${unit}`).join(" ");
}

/** Real microseconds. */
export function duration(microseconds) {
  return microseconds < 10_000 ? `${(microseconds / 1000).toFixed(1)} ms` : `${number(Math.round(microseconds / 1000))} ms`;
}

export const plain = (name) => name.replaceAll("_", " ");
export const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);
export const count = (value, one, many) => `${number(value)} ${value === 1 ? one : many ?? `${one}s`}`;

const KINDS = {
  influencer_create: "Influencer",
  content_generate: "Content",
  content_clone_from_post: "Content from a post",
  content_regenerate: "Content, made anew",
};
export const kind = (name) => KINDS[name] ?? capital(plain(name));

const PLATFORMS = { tiktok: "TikTok", instagram: "Instagram" };
export const platform = (name) => PLATFORMS[name] ?? capital(plain(name));

const STATUSES = {
  200: "OK", 201: "Created", 202: "Accepted", 204: "Done", 304: "Unchanged", 400: "Bad request", 401: "No key", 402: "No credits",
  403: "Forbidden", 404: "Not found", 405: "Not allowed", 409: "Conflict", 413: "Too large", 415: "Wrong type", 422: "Invalid",
  429: "Too many", 500: "Error", 503: "Unavailable",
};

/** A status as code and word; 0 is a call that got no answer. */
export function status(code) {
  return code === 0 ? "No answer" : `${code} ${STATUSES[code] ?? ""}`.trim();
}

export function toneOfStatus(code) {
  if (code === 429) return "warn";
  return code === 0 || code >= 400 ? "bad" : code === 202 ? "busy" : "good";
}

export const TONE_OF_JOB = { running: "busy", completed: "good", failed: "bad", canceled: null };
export const TONE_OF_FINDING = { error: "bad", warning: "warn", advice: null };
