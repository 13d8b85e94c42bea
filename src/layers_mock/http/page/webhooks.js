// Webhooks: what went out, to whom, and what became of it.

import { attribute, byId, copyOf, keyedList, say, sayName } from "./dom.js";
import { length, moment } from "./words.js";

/** What the page finds when it is opened is no news. */
let isNews = false;

/** The fate of a delivery: a word and its tone. */
function fateOf(delivery) {
  const held = { paused: "Held: paused", auto_paused: "Held: auto-paused" }[delivery.endpointStatus];
  if (delivery.status === "pending" && held) return [held, "warn"];
  if (delivery.status === "pending") return delivery.attempts ? ["Retrying", "warn"] : ["Waiting", "busy"];
  const fates = { delivering: ["Sending", "busy"], delivered: ["Delivered", "good"], failed: ["Given up", "bad"], abandoned: ["Not sent", "warn"] };
  return fates[delivery.status];
}

function aboutOf(delivery, now) {
  const attempts = delivery.attempts ? `attempt ${delivery.attempts} of ${delivery.mostAttempts}` : "";
  const isPlanned = delivery.status === "pending" && delivery.endpointStatus === "active" && delivery.nextAttemptAt !== null;
  const left = isPlanned ? (Date.parse(delivery.nextAttemptAt) - now) / 1000 : null;
  const next = left === null ? "" : left <= 0 ? "due now" : `next in ${length(left)}`;
  return [delivery.isInbox ? "to the inbox" : `to ${delivery.url}`, attempts, next, delivery.isReplay ? "a replay" : ""].filter(Boolean).join(" · ");
}

const show = keyedList(byId("delivery-list"), {
  key: (item) => item.delivery.deliveryId,
  make({ isNews }) {
    const element = copyOf("delivery-template");
    element.classList.toggle("new", isNews);
    return element;
  },
  update(element, { delivery, now, isToldAbove }) {
    const [word, tone] = fateOf(delivery);
    const isOver = delivery.status === "delivered";
    if (element.dataset.word !== undefined && element.dataset.word !== word) say(byId("delivery-news"), `${delivery.eventType}: ${word}`);
    element.dataset.word = word;
    const tag = element.querySelector(".code");
    say(tag, word);
    attribute(tag, "data-tone", tone);
    sayName(element.querySelector(".target"), delivery.eventType);
    say(element.querySelector(".at"), moment(Date.parse(delivery.createdAt), now));
    const about = element.querySelector(".about");
    say(about, aboutOf(delivery, now));
    attribute(about, "title", `${delivery.eventId} ${delivery.url}`);
    const fault = element.querySelector(".fault");
    fault.hidden = isOver || isToldAbove || delivery.lastErrorMessage === null;
    say(fault, delivery.lastErrorMessage ?? "");
  },
});

/** Whether a delivery was not sent for the reason that one above it tells. */
function isSameFault(delivery, above) {
  return delivery.status === "abandoned" && above.status === "abandoned" && delivery.lastErrorMessage === above.lastErrorMessage;
}

/** The newest deliveries of an overview; a world without any shows nothing of them. */
export function showDeliveries(overview) {
  const now = Date.parse(overview.clock.now);
  byId("webhooks").hidden = overview.deliveries.length === 0;
  show(overview.deliveries.map((delivery, place, all) => ({ delivery, now, isNews, isToldAbove: all.slice(0, place).some((above) => isSameFault(delivery, above)) })));
  isNews = true;
}
