// Clock, credits and scenarios.

import { attribute, byId, copyOf, fill, keyedList, made, say } from "./dom.js";
import { capital, count, day, length, moment, number, plain, platform, time } from "./words.js";

const LOW = 0.1;

/** The clock: what the server said last, carried on at the world's speed until it says more. */
export class ClockCard {
  show(clock) {
    this.clock = clock;
    this.said = performance.now();
    this.now = Date.parse(clock.now);
    this.isTicking = true;
    const isManual = clock.mode === "manual";
    const speed = clock.speed === 1 ? "as fast as real time" : `${number(clock.speed)} times as fast as real time`;
    say(byId("clock-mode"), isManual ? "Manual: moves only when told to" : `Runs ${speed}`);
    this.tick();
  }

  stop() {
    this.isTicking = false;
  }

  tick() {
    if (!this.clock || !this.isTicking) return;
    const { mode, speed, nextDue } = this.clock;
    const now = mode === "manual" ? this.now : this.now + (performance.now() - this.said) * speed;
    say(byId("now-time"), time(now));
    say(byId("now-day"), `${day(now)}, UTC`);
    attribute(byId("now"), "datetime", new Date(now).toISOString());
    const due = nextDue === null ? null : Date.parse(nextDue);
    say(byId("clock-next"), due === null ? "Nothing is due" : `Next due in ${length((due - now) / 1000)}, at ${moment(due, now)}`);
  }

  /** What happened on the way of a move. */
  tell(happened, now) {
    const list = byId("happened-list");
    list.replaceChildren(
      ...happened.slice(-50).map((event) => {
        const item = made("li", "");
        item.append(made("time", moment(Date.parse(event.at), Date.parse(now))), made("span", sentenceOf(event)));
        return item;
      }),
    );
    say(byId("happened-title"), happened.length ? `${count(happened.length, "thing")} happened on the way` : "Nothing happened on the way");
    byId("happened").hidden = false;
    list.scrollTop = list.scrollHeight;
  }
}

const FATES = { delivered: "delivered", retrying: "failed, to be tried again", failed: "given up", abandoned: "not sent" };

function sentenceOf(event) {
  if (event.event === "job.stage") return `${plain(event.kind)}: ${plain(event.stage)}`;
  if (event.event.startsWith("job.")) return `${plain(event.kind)}: ${event.event.slice(4)}`;
  if (event.event.startsWith("webhook.")) return `Webhook ${event.eventType}: ${FATES[event.event.slice(8)]}`;
  if (event.event === "credits.period") return `${event.organization}: a new credit period`;
  return capital(plain(event.event.replaceAll(".", " "))) + (event.platform ? ` on ${platform(event.platform)}` : "");
}

const showWallets = keyedList(byId("wallets"), {
  key: (organization) => organization.place,
  make: () => copyOf("wallet-template"),
  update(element, { name, wallet, now }) {
    const whole = wallet.includedThisPeriod + wallet.prepaid;
    const state = wallet.balance === 0 ? "empty" : wallet.balance < LOW * whole ? "low" : "fine";
    element.dataset.state = state;
    say(element.querySelector("bdi"), name);
    say(element.querySelector(".balance"), `${number(wallet.balance)}${state === "fine" ? "" : ` · ${state}`}`);
    const track = element.querySelector(".track");
    attribute(track, "aria-label", `Credits of ${name}`);
    attribute(track, "aria-valuemax", Math.max(whole, wallet.balance, 1));
    attribute(track, "aria-valuenow", wallet.balance);
    fill(track, whole ? wallet.balance / whole : 0);
    const prepaid = wallet.prepaid ? `, ${number(wallet.prepaid)} prepaid` : "";
    const included = `${number(wallet.includedRemaining)} of ${number(wallet.includedThisPeriod)} included${prepaid}`;
    say(element.querySelector(".note"), whole ? `${included} · renewed ${moment(Date.parse(wallet.periodEnd), now)}` : "Nothing included, nothing prepaid");
  },
});

/** Credits, organisation by organisation. */
export function showCredits(overview) {
  const now = Date.parse(overview.clock.now);
  showWallets(overview.organizations.map((organization, place) => ({ ...organization, place, now })));
}

/** Where a scenario stands: a word, its tone, and what its button says, if it has one. */
function standing(scenario, now) {
  if (scenario.isPrepared) return { word: "", tone: null, button: "Fire" };
  if (scenario.expiresAt !== null && Date.parse(scenario.expiresAt) <= now) return { word: "Expired", tone: null };
  const times = scenario.applied ? ` · ${number(scenario.applied)} ×` : "";
  if (scenario.times !== null && scenario.applied >= scenario.times) return { word: `Done${times}`, tone: "good", button: "Again" };
  return { word: `On${times}`, tone: "warn" };
}

/** Scenarios, those to be fired with a button. ``fire`` is called with a name. */
export function scenarioList(fire) {
  const show = keyedList(byId("scenarios"), {
    key: (scenario) => scenario.name,
    make(scenario) {
      const element = copyOf("scenario-template");
      element.querySelector("button").addEventListener("click", () => fire(scenario.name));
      return element;
    },
    update(element, { scenario, now }) {
      const { word, tone, button } = standing(scenario, now);
      say(element.querySelector(".name"), capital(scenario.name.replaceAll("-", " ")));
      const tag = element.querySelector(".tag");
      say(tag, word);
      tag.hidden = word === "";
      attribute(tag, "data-tone", tone);
      say(element.querySelector(".summary"), scenario.summary);
      const press = element.querySelector("button");
      // A button that has the focus stays until it loses it: whoever works with the keyboard is not thrown back to the top.
      press.hidden = !button && document.activeElement !== press;
      say(press, button ?? "Fired");
      attribute(press, "aria-disabled", button ? null : "true");
      attribute(press, "aria-label", `${button ?? "Fired"}: ${scenario.name.replaceAll("-", " ")}`);
    },
  });
  return (overview) => {
    const now = Date.parse(overview.clock.now);
    byId("no-scenarios").hidden = overview.scenarios.length > 0;
    show(overview.scenarios.map((scenario) => ({ name: scenario.name, scenario, now })));
  };
}
