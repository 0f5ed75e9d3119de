/** What the page asks of the server, and what the server tells it. Nothing here knows what is shown. */

/** An answer that is not what was asked for: its status and what it says. */
export class Refused extends Error {
  /** @param {number} status @param {any} body */
  constructor(status, body) {
    super(body?.problems?.[0]?.message ?? body?.message ?? "");
    this.status = status;
    /** @type {any} */
    this.body = body;
  }

  /** @returns {import("./types.js").Problem[]} */
  get problems() {
    return this.body?.problems ?? [];
  }
}

/**
 * Asks the server. Throws Refused where it says no, and a TypeError where it cannot be reached.
 * @param {string} address @param {unknown} [body] sent as JSON, or as it is where it is a file
 * @returns {Promise<any>}
 */
export async function ask(address, body) {
  const isFile = body instanceof Blob;
  const answer = await fetch(address, body === undefined ? { cache: "no-store" } : {
    method: "POST",
    headers: { "Content-Type": isFile ? "application/octet-stream" : "application/json" },
    body: isFile ? body : JSON.stringify(body),
  });
  const said = await answer.json().catch(() => null);
  if (!answer.ok) throw new Refused(answer.status, said);
  return said;
}

/** Trades the token in the address for a cookie, and takes it out of the address. */
export async function enter() {
  const token = new URLSearchParams(location.hash.slice(1)).get("token");
  if (!token) return;
  history.replaceState(null, "", location.pathname + location.search);
  await ask("/api/login", { token });
}

const AGAIN = 1000; // milliseconds
const KINDS = ["season", "problems", "pages", "build", "forms", "compare"];

/**
 * Listens to what the server tells. One stream is open for all tabs, since a browser opens no more than six connections: the
 * tab that holds the lock passes everything on to the others, and when it closes the next one takes over.
 * A browser comes back by itself where nobody answers, and gives up where it is refused, as by a studio that was started anew
 * and does not know it yet: then another tab may be let in, and this one tries again.
 * @param {(kind: string, data: any) => void} hear
 * @param {number} [last]  what was heard last
 */
export function listen(hear, last) {
  const others = new BroadcastChannel("studio");
  others.onmessage = (message) => hear(message.data.kind, message.data.data);
  /** @param {string} kind @param {any} data */
  const tell = (kind, data) => {
    hear(kind, data);
    others.postMessage({ kind, data });
  };
  const take = () => navigator.locks.request("studio-events", () => new Promise((leave) => {
    const stream = new EventSource(`/api/events?last=${last}`);
    for (const kind of KINDS) {
      stream.addEventListener(kind, (event) => tell(kind, JSON.parse(/** @type {MessageEvent} */ (event).data || "null")));
    }
    stream.onopen = () => tell("open", null);
    stream.onerror = () => {
      tell("closed", stream.readyState === EventSource.CLOSED);
      if (stream.readyState === EventSource.CLOSED) leave(undefined);
    };
  })).then(() => setTimeout(take, AGAIN));
  take();
}
