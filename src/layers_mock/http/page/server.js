// Asking the control API about one world.

const TOKEN = "layers-mock-token";
const PATIENCE = 5000;

/** The server answered, and it was a refusal. */
export class Refused extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

/** No answer came, or none that a server of ours gives. */
export class Unreachable extends Error {}

/** The tab's memory of the token. Where a browser keeps nothing, the token lasts as long as the page. */
const memory = {
  text: null,
  get() {
    try {
      return sessionStorage.getItem(TOKEN) ?? this.text;
    } catch {
      return this.text;
    }
  },
  set(text) {
    this.text = text;
    try {
      if (text === null) sessionStorage.removeItem(TOKEN);
      else sessionStorage.setItem(TOKEN, text);
    } catch {
      // Kept in this.text.
    }
  },
};

export class Server {
  constructor(world) {
    this.base = world === null ? "/__mock/" : `/__mock/worlds/${encodeURIComponent(world)}/`;
  }

  useToken(text) {
    memory.set(text);
  }

  /** The answer as JSON. Throws Refused and Unreachable. */
  async ask(method, path, body) {
    const token = memory.get();
    const headers = { ...(token === null ? {} : { "X-Layers-Mock-Token": token }) };
    if (body !== undefined) headers["Content-Type"] = "application/json";
    const sent = body === undefined ? undefined : JSON.stringify(body);
    let answer, found;
    try {
      answer = await fetch(this.base + path, { method, headers, body: sent, cache: "no-store", signal: AbortSignal.timeout(PATIENCE) });
      found = await answer.json();
    } catch (error) {
      throw new Unreachable(error.message);
    }
    if (!answer.ok) throw new Refused(answer.status, found?.error?.message ?? `The server answered ${answer.status}.`);
    return found;
  }
}
