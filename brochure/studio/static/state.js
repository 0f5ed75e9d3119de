/**
 * What the page knows: signals, each said once; whoever reads one is drawn again when it changes.
 */

import { computed, effect, signal } from "./vendor/signals.js";
import { ask, Refused } from "./api.js";

/** @typedef {import("./types.js").Path} Path */

/** @type {import("./vendor/signals.js").Signal<import("./types.js").Season | null>} */
export const season = signal(null);
/** @type {import("./vendor/signals.js").Signal<import("./types.js").Problem[]>} */
export const problems = signal([]);
/** @type {import("./vendor/signals.js").Signal<import("./types.js").Build>} */
export const build = signal({ state: "idle" });
/** How many documents of the versions that are compared are made. @type {import("./types.js").Done} */
export const comparing = signal({ done: 0, of: 0, text: "" });
/** What is open, as the address says. @type {import("./types.js").Opened} */
export const route = signal({ view: "start", kind: "", id: "" });
/** @type {import("./vendor/signals.js").Signal<import("./types.js").Content | null>} */
export const content = signal(null);
/** @type {import("./vendor/signals.js").Signal<import("./types.js").Field[]>} */
export const form = signal([]);
/** Why the item could not be opened. @type {import("./vendor/signals.js").Signal<import("./types.js").Problem[] | null>} */
export const unread = signal(null);
/** The field in which one writes, by its path in the item. @type {import("./types.js").Written} */
export const current = signal(null);
/** A field that is to be focused as soon as it is there. @type {import("./vendor/signals.js").Signal<Path | null>} */
export const wanted = signal(null);
/** @type {import("./types.js").Seen} */
export const shown = signal({ document: "", format: "" });
/** @type {import("./types.js").Pages} */
export const pages = signal({ key: "", pages: [] });
export const pageNumber = signal(1);
/** Which of the three parts a narrow window shows. */
export const part = signal("form");
/** Whether the server answers, and whether it does not let this browser in: it was started again. */
export const reached = signal(true), barred = signal(false);
/** What is said to those who listen; `urgent` interrupts. */
export const said = signal({ text: "", urgent: false });

/** @param {string} text @param {boolean} [urgent] */
export function say(text, urgent = false) {
  said.value = { text: "", urgent };
  setTimeout(() => (said.value = { text, urgent }), 60);
}

/** Where in the season list a kind stands; kinds that are not here follow. */
export const GROUPS = /** @type {Record<string, string[]>} */ ({
  Programs: ["program"],
  Shared: ["section", "person", "fact", "list", "picture"],
  Packet: ["packet", "chapter"],
  Season: ["season", "institution", "publication", "review"],
  Look: ["brand", "words", "printer"],
});

/** What a kind is called, and whether there may be many of it. @param {string} kind */
export const kindOf = (kind) => season.value?.kinds.find((one) => one.kind === kind)
  ?? { kind, label: kind, plural: kind, many: true, can_make: false };

/** What something is called, with its kind where another kind has the same name. @param {{kind?: string, title: string}} one @param {string} [word] */
export const nameOf = ({ kind = "", title }, word = kindOf(kind).label.toLowerCase()) =>
  season.value?.items.some((item) => item.title === title && item.kind !== kind) ? `${title} (${word})` : title;

/** @param {string} kind @param {string} id @param {Path} [path] */
export const addressOf = (kind, id, path = []) =>
  `#/${[kind, id, ...path].map((step) => encodeURIComponent(String(step))).join("/")}`;

/** @param {unknown} left @param {unknown} right */
export const same = (left, right) => JSON.stringify(left) === JSON.stringify(right);

/** @param {any} values @param {Path} path @returns {any} */
export const valueAt = (values, path) => path.reduce((found, step) => found?.[step], values);

/** The same values with another one at a path; undefined takes it out. @param {any} values @param {Path} path @param {any} value @returns {any} */
export function withValue(values, path, value) {
  if (!path.length) return value;
  const [step, ...rest] = path;
  const changed = Array.isArray(values) ? [...values] : { ...(values && typeof values === "object" ? values : {}) };
  const inner = withValue(changed[step], rest, value);
  if (inner === undefined && !Array.isArray(changed)) delete changed[step];
  else changed[step] = inner;
  return changed;
}

/** Whether one path leads to the other or into it. @param {Path | undefined} left @param {Path | undefined} right */
export function meet(left, right) {
  if (!left || !right) return false;
  const length = Math.min(left.length, right.length);
  for (let at = 0; at < length; at++) if (String(left[at]) !== String(right[at])) return false;
  return length > 0;
}

/** Where the open item's values stand in its file. */
export const prefix = computed(() => content.value?.path ?? []);

/** The document that shows an item: its own where it has one, else the first that uses it. */
export const documentsHere = computed(() => {
  const all = season.value?.documents ?? [];
  const { kind, id } = route.value;
  const own = all.filter((one) => one.name === id && (one.kind ?? kind) === kind);
  const used = all.filter((one) => content.value?.used_in?.includes(one.name) && !own.includes(one));
  const here = [...own, ...used.filter((one) => one.kind !== "packet"), ...used.filter((one) => one.kind === "packet")];
  return here.length ? here : all;
});

export async function loadProblems() {
  problems.value = await ask("/api/problems");
}

export async function loadSeason() {
  const [told] = await Promise.all([ask("/api/season"), loadProblems()]);
  season.value = told;
  reached.value = true;
}

/** @type {Map<string, Promise<any>>} */
const forms = new Map();
/** @param {string} kind @returns {Promise<{fields: import("./types.js").Field[]}>} */
export function formOf(kind) {
  const known = forms.get(kind) ?? ask(`/api/form/${kind}`);
  forms.set(kind, known);
  known.catch(() => forms.delete(kind));
  return known;
}

/** Which formats print a field is known a while after the start. */
export const forgetForms = () => forms.clear();

/** @param {Path} [before] @param {Path} [path] @returns {Path} */
const under = (before = [], path = []) => (same(path.slice(0, before.length), before) ? path : [...before, ...path]);

/** A path in the file, where one inside of the item may be meant. @param {Path} path */
export const inFile = (path) => under(prefix.value, path);

const FORMLESS = ["list", "picture"];
/** What has no form of its own is a table of what stands in it. @param {any} found @returns {import("./types.js").Field[]} */
function formFor(found) {
  if (!Array.isArray(found.values)) return [];
  const names = [...new Set(found.values.flatMap((/** @type {any} */ row) => Object.keys(row ?? {})))];
  const fields = names.map((name) => ({ name, label: name.replace(/_/g, " "), type: "line" }));
  return [{ name: "", label: "Rows", type: "table", fields }];
}

let read = 0;
/**
 * Reads the open item again; what is asked last counts, in whatever order the answers come. A file that cannot be read just
 * now leaves what was read of it last.
 */
export async function loadItem() {
  const { view, kind, id } = route.value, mine = ++read;
  if (view !== "item") return;
  try {
    const [fields, found] = await Promise.all([
      FORMLESS.includes(kind) ? null : formOf(kind),
      ask(`/api/item/${kind}/${encodeURIComponent(id)}`),
    ]);
    if (mine !== read) return;
    const told = { ...found, problems: found.problems.map((/** @type {any} */ one) => ({ ...one, path: one.path && under(found.path, one.path) })) };
    const isUnread = !found.sha256 && kind !== "picture" && (content.value?.sha256 || found.problems.length > 0);
    unread.value = isUnread ? found.problems : null;
    if (isUnread) return;
    form.value = fields?.fields ?? (found.fields?.length ? found.fields : formFor(found));
    if (!same(content.value, told)) content.value = told;
  } catch (failure) {
    if (!(failure instanceof Refused)) return void (reached.value = false);
    if (failure.status === 404) await new Promise((done) => setTimeout(done, 500)); // it may be renamed here
    if (mine !== read) return;
    unread.value = failure.problems.length ? failure.problems
      : [{ message: failure.message || "This is no longer there.", gravity: "error" }];
    if (failure.status === 404) content.value = null;
  }
}

let asked = 0;
/** Asks for the pages that are shown. */
export async function loadPages() {
  const { document, format } = shown.value;
  if (!document) return;
  const mine = ++asked;
  try {
    const address = `/api/pages/${encodeURIComponent(document)}/${encodeURIComponent(format)}`;
    let found = await ask(address);
    if (found.pages.length) new Image().src = found.pages[0].picture; // on its way while the page is drawn
    if (mine === asked) showPages(document, format, found);
    if (!found.more) return;
    found = await ask(`${address}?all`);
    if (mine === asked) showPages(document, format, found);
  } catch (failure) {
    if (!(failure instanceof Refused)) reached.value = false;
    else if (mine === asked) showPages(document, format, { pages: [], message: failure.message });
  }
}

/** @param {string} document @param {string} format @param {{pages: import("./types.js").Page[], message?: string, more?: boolean}} found */
export function showPages(document, format, found) {
  const key = `${document}/${format}`;
  if (shown.value.document !== document || shown.value.format !== format) return;
  const isOther = pages.value.key !== key;
  if (isOther || pageNumber.value > found.pages.length) pageNumber.value = isOther ? 1 : Math.max(1, found.pages.length);
  pages.value = { key, pages: found.pages, message: found.message, more: found.more };
}

/** Follows the address. */
export function follow() {
  const steps = location.hash.replace(/^#\/?/, "").split("/").filter(Boolean).map(decodeURIComponent);
  const [kind = "", id = "", ...rest] = steps;
  const path = rest.map((step) => (/^\d+$/.test(step) ? Number(step) : step));
  if (!kind) route.value = { view: "start", kind: "", id: "" };
  else if (!id) route.value = { view: kind, kind: "", id: "" };
  else {
    const isOther = route.value.kind !== kind || route.value.id !== id;
    if (isOther) {
      content.value = null;
      unread.value = null;
      current.value = null;
      route.value = { view: "item", kind, id };
      loadItem();
    }
    wanted.value = path.length ? path : null;
  }
}

/** Another item, or the document of another format, shows other pages. */
effect(() => {
  const here = documentsHere.value;
  const { document, format } = shown.peek();
  if (!here.length || (route.value.view === "item" && !content.value)) return;
  // A packet shows its own pages alone: what stands in its parts is shown in one of these.
  const kept = here.find((one) => one.name === document && (one.kind !== "packet" || route.value.view !== "item")) ?? here[0];
  const as = kept.formats.includes(format) ? format : kept.formats[0];
  if (kept.name !== document || as !== format) shown.value = { document: kept.name, format: as };
});
effect(() => {
  if (shown.value.document) loadPages();
});
