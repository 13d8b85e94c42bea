// The live page: asks for an overview now and then, shows it, and sends what its buttons say.

import { byId, say } from "./dom.js";
import { isMoving, showJobs } from "./jobs.js";
import { RequestList } from "./requests.js";
import { Refused, Server, Unreachable } from "./server.js";
import { showDeliveries } from "./webhooks.js";
import { ClockCard, scenarioList, showCredits } from "./world.js";
import { count } from "./words.js";

const QUICK = 500;
const STEADY = 1000;
const RETRY = 2000;
const TICK = 200;

const named = new URLSearchParams(location.search).get("world");
const server = new Server(named);
const clock = new ClockCard();
const requests = new RequestList(server);
const showScenarios = scenarioList((name) => act("POST", `scenarios/${encodeURIComponent(name)}/fire`));
const main = document.querySelector("main");
let timer = null;
let isAsking = false;
let isAgain = false;
let lastNow = null;

/** Where the connection stands, as a colour and a word; ``trouble`` says more. */
function link(state, word, trouble = "") {
  byId("link").dataset.state = state;
  say(byId("link-word"), word);
  warn("alert", trouble);
}

function warn(id, trouble) {
  say(byId(id), trouble);
  byId(id).hidden = trouble === "";
}

function show(overview) {
  const now = Date.parse(overview.clock.now);
  // Time never goes back: where it did, this is the world's beginning again.
  if (lastNow !== null && now < lastNow) requests.clear();
  lastNow = now;
  main.hidden = false;
  say(byId("world"), overview.world);
  say(byId("fixture"), ` from the fixture ${overview.fixture}`);
  document.title = `${overview.world} · layers-mock`;
  clock.show(overview.clock);
  showCredits(overview);
  showScenarios(overview);
  showJobs(overview);
  showDeliveries(overview);
  const sum = (what) => overview.organizations.reduce((total, organization) => total + organization.counts[what], 0);
  say(byId("counts"), [count(overview.organizations.length, "organisation"), count(sum("projects"), "project"), count(sum("influencers"), "influencer"),
    count(sum("content"), "container"), count(sum("jobs"), "job")].join(", "));
}

/** Look once and come back later. Never twice at once: what is asked meanwhile is done right afterwards. */
async function look() {
  clearTimeout(timer);
  if (isAsking) {
    isAgain = true;
    return;
  }
  isAsking = true;
  let pause = RETRY;
  try {
    const overview = await server.ask("GET", "overview");
    show(overview);
    await requests.follow(overview);
    link("live", "Live");
    byId("token").hidden = true;
    pause = isMoving(overview) ? QUICK : STEADY;
  } catch (error) {
    pause = fail(error);
  }
  isAsking = false;
  if (isAgain) {
    isAgain = false;
    pause = 0;
  }
  if (pause !== null && !document.hidden) timer = setTimeout(look, pause);
}

/** Say what is wrong; the pause until the next try, null where somebody has to do something first. */
function fail(error) {
  clock.stop();
  if (error instanceof Unreachable) {
    link("gone", "Server gone", `The server does not answer. ${main.hidden ? "" : "This is what it showed last. "}Trying again every two seconds.`);
    return RETRY;
  }
  if (!(error instanceof Refused)) {
    console.error(error);
    link("gone", "Fault", `This page has a fault: ${error.message}. Please report it.`);
    return RETRY;
  }
  if (error.status === 403) {
    link("gone", "Locked");
    askForToken();
    return null;
  }
  link("gone", error.status === 404 ? "No such world" : "Refused", `${error.message} ${named === null ? "" : "It may have been dropped; it is looked for again."}`);
  return RETRY;
}

function askForToken() {
  const text = byId("token-text");
  say(byId("token-fault"), text.value === "" ? "" : "That is not the token of this server.");
  byId("token").hidden = false;
  main.hidden = true;
  text.value = "";
  text.focus();
}

/** Do what a button says, then look at once. What was refused stands there until the next button is pressed. */
async function act(method, path, body) {
  warn("refusal", "");
  try {
    const answer = await server.ask(method, path, body);
    if (answer.happened) clock.tell(answer.happened, answer.now);
  } catch (error) {
    if (error instanceof Refused) warn("refusal", error.message);
    else fail(error);
  }
  look();
}

for (const button of document.querySelectorAll("[data-advance]")) {
  button.addEventListener("click", () => act("POST", "clock/advance", JSON.parse(button.dataset.advance)));
}
byId("token").addEventListener("submit", (event) => {
  event.preventDefault();
  server.useToken(byId("token-text").value.trim());
  look();
});
document.addEventListener("visibilitychange", () => {
  clearTimeout(timer);
  if (!document.hidden && byId("token").hidden) look();
});
setInterval(() => clock.tick(), TICK);
look();
