/**
 * What the page asks of the server, and what the server tells it. Nothing here knows what is shown.
 *
 * @typedef {string | number} Step  a key, or a position in a list
 * @typedef {Step[]} Path  where a value stands in its file
 *
 * @typedef {object} Change
 * @property {"set" | "unset" | "insert" | "remove" | "move"} action
 * @property {string} file
 * @property {Path} path
 * @property {unknown} [value]
 * @property {unknown} [old]  what was seen there; left out where nothing stood
 * @property {string} [base]  the sha256 of the file as it was seen
 * @property {Step} [to]
 *
 * @typedef {object} Problem
 * @property {string} message
 * @property {string} [hint]
 * @property {"error" | "warning" | "note"} gravity
 * @property {string} [file]
 * @property {number} [line]
 * @property {number} [column]
 * @property {string} [kind]
 * @property {string} [id]
 * @property {Path} [path]
 * @property {number} [page]
 * @property {string} [document]
 * @property {{label: string, changes: Change[]}} [remedy]
 *
 * @typedef {object} Field
 * @property {string} name
 * @property {string} label
 * @property {string} [help]
 * @property {string} type
 * @property {boolean} [required]
 * @property {number} [most]  characters
 * @property {(string | {value: string, label: string})[]} [choices]
 * @property {Field} [of]
 * @property {Field[]} [fields]
 * @property {string[]} [printed_in]
 * @property {any} [default]  what holds where nothing is written
 * @property {boolean} [aside]  seldom wanted
 * @property {string} [model]
 * @property {string} [form]  what its words are, such as the name of a color
 * @property {string | string[]} [kind]  of a reference: the kind of what may be named
 *
 * @typedef {object} Item
 * @property {string} kind
 * @property {string} id
 * @property {string} title
 * @property {string} file
 * @property {number} problems
 *
 * @typedef {{name: string, kind?: string, title: string, formats: string[]}} Document
 *
 * @typedef {object} Season
 * @property {string} title
 * @property {string} season
 * @property {string} institution
 * @property {boolean | number} undo
 * @property {boolean | number} redo
 * @property {number} [open]  values that nobody has confirmed
 * @property {{kind: string, label: string, plural: string, many: boolean, can_make: boolean}[]} kinds
 * @property {Item[]} items
 * @property {Document[]} documents
 *
 * @typedef {object} Content  one item as it stands in its file
 * @property {string} file
 * @property {string} sha256
 * @property {any} values
 * @property {Path} [path]  where its values stand in the file, if not at the top
 * @property {string[]} used_in
 * @property {{kind: string, id: string, title: string}[]} [used_by]
 * @property {Problem[]} problems
 *
 * @typedef {object} Box  a text on a page, in points from its left and top
 * @property {number} left
 * @property {number} top
 * @property {number} width
 * @property {number} height
 * @property {string} kind  of the item that says it, and its id; empty where a layout says it
 * @property {string} id
 * @property {Path} [path]  in the item
 * @property {string} text
 * @property {string} role
 *
 * @typedef {object} Page
 * @property {number} number
 * @property {string} picture
 * @property {number} width
 * @property {number} height
 * @property {Box[]} boxes
 * @property {boolean} [stale]
 *
 * @typedef {{file: string, pages?: number, change?: string}} Output
 * @typedef {{state: string, done?: number, of?: number, text?: string, files?: Output[], problems?: Problem[], site?: string}} Build
 */

/** An answer that is not what was asked for: its status and what it says. */
export class Refused extends Error {
  /** @param {number} status @param {any} body */
  constructor(status, body) {
    super(body?.problems?.[0]?.message ?? body?.message ?? "");
    this.status = status;
    /** @type {any} */
    this.body = body;
  }

  /** @returns {Problem[]} */
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
 * Listens to what the server tells. One stream is open for all tabs of this browser, since it opens no more than six
 * connections: the tab that holds the lock passes everything on to the others, and when it closes the next one takes over.
 * A browser comes back by itself where nobody answers, and gives up where it is refused, as by a studio that was started anew
 * and does not know it yet: then another tab may be let in, and this one tries again.
 * @param {(kind: string, data: any) => void} hear
 */
export function listen(hear) {
  const others = new BroadcastChannel("studio");
  others.onmessage = (message) => hear(message.data.kind, message.data.data);
  /** @param {string} kind @param {any} data */
  const tell = (kind, data) => {
    hear(kind, data);
    others.postMessage({ kind, data });
  };
  const take = () => navigator.locks.request("studio-events", () => new Promise((leave) => {
    const stream = new EventSource("/api/events");
    for (const kind of KINDS) {
      stream.addEventListener(kind, (event) => tell(kind, JSON.parse(/** @type {MessageEvent} */ (event).data || "null")));
    }
    stream.onopen = () => tell("open", null);
    stream.onerror = () => {
      tell("closed", null);
      if (stream.readyState === EventSource.CLOSED) leave(undefined);
    };
  })).then(() => setTimeout(take, AGAIN));
  take();
}
