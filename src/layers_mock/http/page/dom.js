// Touching the document. Everything that comes from the server goes in as text or as an attribute, never as HTML.

export const byId = (id) => document.getElementById(id);

/** A fresh copy of what a template holds. */
export const copyOf = (id) => byId(id).content.firstElementChild.cloneNode(true);

/** Say something, if it says something else by now: what does not change is not touched, so that no reader hears it twice. */
export function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** Say a name of several words, as in createWebhookEndpoint or content.generated: a narrow line ends between two of them. */
export function sayName(element, name) {
  if (element.textContent === name) return;
  const [first, ...others] = name.split(/(?<=\.)|(?=[A-Z])/);
  element.replaceChildren(first, ...others.flatMap((word) => [document.createElement("wbr"), word]));
}

/** An element of a kind with a text. */
export function made(kind, text, className) {
  const element = document.createElement(kind);
  element.textContent = text;
  if (className) element.className = className;
  return element;
}

export function attribute(element, name, value) {
  if (value === null || value === undefined) element.removeAttribute(name);
  else if (element.getAttribute(name) !== String(value)) element.setAttribute(name, value);
}

/** Fill a bar to a share from 0 to 1. It moves there by itself, as the style says. */
export function fill(track, share) {
  track.querySelector(".fill").style.transform = `scaleX(${Math.min(1, Math.max(0, share))})`;
}

/**
 * Keeps a list in step with items: one element per key, made once and updated in place, so that focus, open details and moving
 * bars survive.
 */
export function keyedList(parent, { key, make, update }) {
  const known = new Map();
  return (items) => {
    const wanted = new Set(items.map(key));
    for (const [name, element] of known) {
      if (!wanted.has(name)) {
        element.remove();
        known.delete(name);
      }
    }
    let place = parent.firstElementChild;
    for (const item of items) {
      let element = known.get(key(item));
      if (!element) {
        element = make(item);
        known.set(key(item), element);
      }
      update(element, item);
      if (element === place) place = place.nextElementSibling;
      else parent.insertBefore(element, place);
    }
  };
}
