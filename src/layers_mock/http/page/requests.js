// Requests as they come, with what there is to say about the client.

import { attribute, byId, copyOf, made, say, sayName } from "./dom.js";
import { TONE_OF_FINDING, capital, count, duration, moment, number, status, toneOfStatus } from "./words.js";

const MOST_SHOWN = 100;

/** Equal reads in a row are one line with a count: a client that polls does not wash everything else away. */
const likeness = (request) =>
  JSON.stringify([request.method === "GET" ? null : request.number, request.method, request.path, request.query, request.status, request.key, request.rule, request.scenario,
    request.findings.map((finding) => [finding.rule, finding.severity])]);

export class RequestList {
  constructor(server) {
    this.server = server;
    this.list = byId("request-list");
    this.last = null;
    byId("only-findings").addEventListener("change", (event) => {
      this.list.classList.toggle("only-findings", event.target.checked);
    });
  }

  /** Begin anew, as after a reset of the world. */
  clear() {
    this.last = null;
    this.newest = null;
    this.list.replaceChildren();
  }

  /** Fetch and show what came since. */
  async follow(overview) {
    // Numbers that go back are a reset; more news than are shown is a page to be filled anew.
    if (this.last !== null && (overview.recorded < this.last || overview.recorded > this.last + MOST_SHOWN)) this.clear();
    say(byId("recorded"), overview.recorded ? count(overview.recorded, "call") : "");
    byId("no-requests").hidden = overview.recorded > 0;
    if (this.last === overview.recorded) return;
    const isFirst = this.last === null;
    const { items, recorded } = await this.server.ask("GET", `requests?limit=${MOST_SHOWN}${isFirst ? "" : `&after=${this.last}`}`);
    if (isFirst) items.reverse();
    const now = Date.parse(overview.clock.now);
    for (const item of items) this.add(item, now, isFirst);
    this.last = items.length ? items.at(-1).number : recorded;
    if (!isFirst) this.announce(items);
    while (this.list.childElementCount > MOST_SHOWN) this.list.lastElementChild.remove();
  }

  add(request, now, isOld) {
    const like = likeness(request);
    if (this.newest?.like === like) {
      this.newest.count += 1;
    } else {
      const element = copyOf("request-template");
      if (!isOld) element.classList.add("new");
      this.list.prepend(element);
      this.newest = { like, element, count: 1 };
      element.querySelector(".open").addEventListener("click", () => this.toggle(element));
    }
    const { element, count: times } = this.newest;
    element.dataset.number = request.number;
    show(element, request, now, times);
  }

  /** The whole message, asked for when somebody opens it. */
  async toggle(element) {
    const more = element.querySelector(".more");
    more.hidden = !more.hidden;
    attribute(element.querySelector(".open"), "aria-expanded", !more.hidden);
    if (more.hidden || more.dataset.number === element.dataset.number) return;
    more.dataset.number = element.dataset.number;
    const place = more.querySelector(".messages");
    try {
      const { request, answer } = await this.server.ask("GET", `requests/${element.dataset.number}`);
      place.replaceChildren(...message("Sent", request), ...message("Answered", answer));
    } catch (error) {
      delete more.dataset.number;
      place.replaceChildren(made("p", error.message, "fault"));
    }
  }

  announce(items) {
    const rules = items.flatMap((item) => item.findings.map((finding) => finding.evidence));
    const found = rules.length ? `, ${count(rules.length, "finding")}: ${rules.at(-1)}` : "";
    if (items.length) say(byId("live"), `${count(items.length, "new request")}${found}`);
  }
}

function show(element, request, now, times) {
  const code = element.querySelector(".code");
  say(code, status(request.status));
  attribute(code, "data-tone", toneOfStatus(request.status));
  say(element.querySelector(".method"), request.method);
  const target = element.querySelector(".target");
  if (request.operation === null) say(target, request.path);
  else sayName(target, request.operation);
  target.classList.toggle("path", request.operation === null);
  say(element.querySelector(".at"), `${times > 1 ? `${number(times)} ×, ` : ""}${moment(Date.parse(request.at), now)}`);
  element.querySelector(".facts").replaceChildren(...facts(request));
  const list = element.querySelector(".findings");
  const notes = [...request.findings.map(findingOf), ...(request.scenario ? [note("scenario", request.scenario)] : []), ...(request.rule ? [note("refused", request.rule)] : [])];
  list.hidden = notes.length === 0;
  list.replaceChildren(...notes);
  element.toggleAttribute("data-findings", request.findings.length > 0);
}

function facts(request) {
  const told = {
    Path: request.path + (request.query ? `?${request.query}` : ""),
    Key: request.key ?? "none that is known",
    "Request id": request.requestId,
    Took: duration(request.durationMicroseconds),
  };
  return Object.entries(told).flatMap(([name, text]) => [made("dt", name), made("dd", text)]);
}

function findingOf(finding) {
  const item = document.createElement("li");
  const tag = made("span", capital(finding.severity), "tag");
  attribute(tag, "data-tone", TONE_OF_FINDING[finding.severity]);
  const text = made("span", `${finding.evidence} `);
  text.append(made("code", finding.rule));
  item.append(tag, text);
  return item;
}

function note(what, text) {
  const item = document.createElement("li");
  item.append(made("span", capital(what), "tag"), made("code", text));
  return item;
}

function message(title, { headers, body }) {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  if (body !== null) lines.push("", typeof body === "string" ? body : JSON.stringify(body, null, 2));
  const block = made("pre", lines.join("\n"));
  block.tabIndex = 0;
  attribute(block, "aria-label", title);
  return [made("h3", title), block];
}
