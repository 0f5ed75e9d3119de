/**
 * What is written and not in its file yet. A field has a draft from its first letter until the file holds it; one that cannot
 * be written stays, over a reload and a closed window too, until it can be or is thrown away.
 */

import { computed, signal } from "./vendor/signals.js";
import { ask, Refused } from "./api.js";
import { addressOf, barred, content, loadItem, loadSeason, reached, route, same, say, season, valueAt, withValue } from "./state.js";

/** @typedef {import("./types.js").Path} Path */
/** @typedef {import("./types.js").Change} Change */
/** @typedef {import("./types.js").Draft} Draft */

const PAUSE = 600; // milliseconds without a key, after which a field is written

/** @type {import("./vendor/signals.js").Signal<Record<string, Draft>>} */
export const drafts = signal({});
/** What a change of lists, a remedy or an undo met. @type {import("./vendor/signals.js").Signal<import("./types.js").Problem[]>} */
export const refused = signal([]);
reached.subscribe((now) => {
  if (now) refused.value = [];
});

/** @param {string} file @param {Path} path */
export const keyOf = (file, path) => JSON.stringify([file, ...path]);

export const saveState = computed(() => {
  const all = Object.values(drafts.value);
  const kept = all.filter((one) => one.state === "failed" || one.state === "conflict" || one.state === "waiting");
  if (!reached.value) return `${barred.value ? "The studio was started again: open the address that it printed." : "The studio does not answer."} What you write is kept here.`;
  if (kept.length) return kept.length === 1 ? `Not saved: ${kept[0].label}` : `Not saved: ${kept.length} fields`;
  return all.length ? "Saving …" : "Saved";
});

/** @type {Map<string, ReturnType<typeof setTimeout>>} */
const timers = new Map();
/** @type {Map<string, string>} the newest sha256 known of each file */
const bases = new Map();
/** @type {Promise<unknown>} */
let queue = Promise.resolve();
/** @type {Set<string>} those that wait in it; and those whose file changed while they were on their way */
const queued = new Set(), overtaken = new Set();

/** @param {string} file */
const baseOf = (file) => bases.get(file) ?? (content.value?.file === file ? content.value.sha256 : undefined);

content.subscribe((now) => {
  if (now) bases.set(now.file, now.sha256);
});

/** @param {string} key @param {Draft | null} draft */
function keep(key, draft) {
  const { [key]: _, ...others } = drafts.value;
  drafts.value = draft ? { ...others, [key]: draft } : others;
  remember(key, draft);
}

/** Takes what was written in a field. @param {string} file @param {Path} path @param {any} value @param {string} label @param {number} [pause] */
export function write(file, path, value, label, pause = PAUSE) {
  const key = keyOf(file, path);
  const stood = valueAt(content.value?.values, path.slice(content.value?.path?.length ?? 0));
  const draft = drafts.value[key];
  const old = draft ? draft.old : stood;
  if (!draft && same(value, stood)) return;
  if (draft?.state === "conflict") return keep(key, { ...draft, value });
  keep(key, {
    file, path, label, value, old, state: draft?.state === "saving" ? "saving" : "edited",
    at: { kind: route.value.kind, id: route.value.id }, folder: draft ? draft.folder : season.value?.folder,
  });
  clearTimeout(timers.get(key));
  timers.set(key, setTimeout(() => send(key), pause));
}

/** Writes a field at once, as when it is left. @param {string} key */
export function send(key) {
  clearTimeout(timers.get(key));
  timers.delete(key);
  if (!queued.has(key)) queue = queue.then(() => put(key));
  queued.add(key);
  return queue;
}

/** Writes what can be written, and tries again what could not be, where its file (or any) has changed. @param {string[] | "all"} [changed] */
export function flush(changed = []) {
  for (const [key, { state, file }] of Object.entries(drafts.value)) {
    const isOther = changed === "all" || changed.includes(file);
    if (state === "edited" || state === "waiting" || (state === "failed" && isOther)) send(key);
    else if (state === "saving" && isOther) overtaken.add(key);
  }
  return queue;
}

/**
 * One change that makes a field say a value. Where the group or the item of a list around it is not there yet, that is what is
 * written; an item of a list that is empty goes.
 * @param {string} file @param {Path} path @param {any} value @param {any} old @returns {Change}
 */
function setting(file, path, value, old) {
  const base = baseOf(file);
  const last = path[path.length - 1];
  if (value === undefined) {
    return { action: typeof last === "number" ? "remove" : "unset", file, path, base, old };
  }
  const start = content.value?.file === file ? content.value.path?.length ?? 0 : path.length;
  for (let length = start + 1; length < path.length; length++) {
    if (valueAt(content.value?.values, path.slice(start, length)) === undefined) {
      const inner = path.slice(length).reduceRight((/** @type {any} */ held, step) => (typeof step === "number" ? [held] : { [step]: held }), value);
      return { action: typeof path[length - 1] === "number" ? "insert" : "set", file, path: path.slice(0, length), value: inner, base };
    }
  }
  if (typeof last === "number" && old === undefined) return { action: "insert", file, path, value, base };
  return { action: "set", file, path, value, base, ...(old === undefined ? {} : { old }) };
}

/** @param {string} key */
async function put(key) {
  queued.delete(key);
  const draft = drafts.value[key];
  if (!draft || draft.state === "conflict") return;
  const { value, file, path, old, label } = draft, last = draft.problems?.[0]?.message;
  if (same(value, old)) return keep(key, null);
  keep(key, { ...draft, state: "saving" });
  overtaken.delete(key);
  try {
    taken(await ask("/api/edit", { folder: draft.folder, changes: [setting(file, path, value, old)] }));
    if (content.value?.file === file) {
      const inside = path.slice(content.value.path?.length ?? 0);
      content.value = { ...content.value, values: withValue(content.value.values, inside, value) };
    }
    const now = drafts.value[key];
    if (now && !same(now.value, value)) keep(key, { ...now, old: value, state: "edited" });
    else keep(key, null);
    say(`Saved: ${label}`);
  } catch (failure) {
    const now = drafts.value[key] ?? draft;
    if (!(failure instanceof Refused)) {
      reached.value = false;
      keep(key, { ...now, state: "waiting" });
      say(`Not saved yet: ${label}. The studio does not answer; what you wrote is kept.`, true);
    } else if (failure.status === 409) {
      keep(key, { ...now, state: "conflict", problems: undefined, theirs: failure.body.is_there === false ? undefined : failure.body.theirs });
      say(`Not saved: ${label} was changed elsewhere meanwhile. Choose which text stays.`, true);
    } else {
      const isOld = failure.message === last, isStranger = failure.status === 401; // of a studio that does not know this tab yet
      keep(key, { ...now, state: isStranger ? "waiting" : "failed", problems: failure.problems.length ? failure.problems
        : [{ message: failure.message || "This could not be written.", gravity: "error" }] });
      if (overtaken.has(key)) send(key); // what it was refused for may be mended
      else if (!isOld) say(`Not saved: ${label}. ${failure.message}`, true);
    }
  }
}

/** @param {{files: Record<string, string>, undo: number, redo: number}} applied */
function taken(applied) {
  reached.value = true;
  for (const [file, sha256] of Object.entries(applied.files ?? {})) {
    bases.set(file, sha256);
    if (content.value?.file === file) content.value = { ...content.value, sha256 };
  }
  if (season.value) season.value = { ...season.value, undo: applied.undo, redo: applied.redo };
}

/** Mine stays: it is written over what stands there now. @param {string} key */
export function useMine(key) {
  const draft = drafts.value[key];
  if (!draft) return;
  keep(key, { ...draft, old: draft.theirs, state: "edited" });
  bases.delete(draft.file);
  return loadItem().then(() => send(key));
}

/** What was written here is thrown away. @param {string} key */
export async function throwAway(key) {
  const draft = drafts.value[key];
  clearTimeout(timers.get(key));
  keep(key, null);
  await loadItem();
  if (draft) say(`${draft.label}: your text was thrown away.`);
}

/**
 * Changes lists, or carries out a remedy: all or nothing, at once.
 * @param {Omit<Change, "base">[]} changes @param {string} words said when it is done
 */
export async function edit(changes, words) {
  await flush();
  refused.value = [];
  try {
    taken(await ask("/api/edit", { folder: season.value?.folder, changes: changes.map((one) => ({ base: baseOf(one.file), ...one })) }));
    shift(changes);
    await loadItem();
    say(words);
    return true;
  } catch (failure) {
    await fail(failure);
    return false;
  }
}

/** @param {unknown} failure */
export async function fail(failure) {
  if (!(failure instanceof Refused)) {
    reached.value = false;
    refused.value = [{ message: "The studio does not answer.", hint: "Start it again; nothing that you wrote is lost.", gravity: "error" }];
  } else if (failure.status === 409) {
    refused.value = [{ message: "This was changed elsewhere meanwhile.", hint: "It is shown as it stands now; try again.", gravity: "error" }];
    await loadItem();
  } else {
    refused.value = failure.problems.length ? failure.problems
      : [{ message: failure.message || `The studio refused this (${failure.status}).`, gravity: "error" }];
  }
  say(`Not done. ${refused.value[0].message}`, true);
}

/** Unsaved texts follow the items they belong to. @param {Omit<Change, "base">[]} changes */
function shift(changes) {
  for (const { action, file, path, to } of changes) {
    if (action !== "insert" && action !== "remove" && action !== "move") continue;
    const list = path.slice(0, -1), at = Number(path[path.length - 1]);
    for (const [key, draft] of Object.entries(drafts.value)) {
      const index = Number(draft.path[list.length]);
      if (draft.file !== file || !same(draft.path.slice(0, list.length), list) || Number.isNaN(index)) continue;
      let now = index;
      if (action === "insert" && index >= at) now = index + 1;
      else if (action === "remove" && index > at) now = index - 1;
      else if (action === "move" && index === at) now = Number(to);
      else if (action === "move" && index > at && index <= Number(to)) now = index - 1;
      else if (action === "move" && index < at && index >= Number(to)) now = index + 1;
      if (now === index) continue;
      const moved = [...list, now, ...draft.path.slice(list.length + 1)];
      keep(key, null);
      keep(keyOf(file, moved), { ...draft, path: moved });
    }
  }
}

/** @param {"undo" | "redo"} way */
export async function turn(way) {
  await flush();
  try {
    taken(await ask(`/api/${way}`, {}));
    const { kind, id } = route.value, title = content.value?.title;
    await loadSeason();
    const all = season.value?.items.filter((one) => one.kind === kind) ?? [];
    if (id && !all.some((one) => one.id === id)) location.hash = addressOf(kind, all.find((one) => one.title === title)?.id ?? "");
    await loadItem();
    say(way === "undo" ? "Undone." : "Done again.");
  } catch (failure) {
    await fail(failure);
  }
}

// What is unsaved is kept in the browser under the name of this tab, which holds a lock as long as it is open. A new tab takes
// over what tabs left behind that are no longer there.
const TAB = `studio tab ${crypto.randomUUID()}`;
navigator.locks.request(TAB, () => new Promise(() => {}));

/** @param {string} key @param {Draft | null} draft */
function remember(key, draft) {
  try {
    if (draft) localStorage.setItem(`${TAB} ${key}`, JSON.stringify({ ...draft, isGone: draft.value === undefined }));
    else localStorage.removeItem(`${TAB} ${key}`);
  } catch { /* without room in the browser, what is unsaved lives as long as the tab */ }
}

/** Takes over what closed tabs could not write. */
export async function recover() {
  const held = (await navigator.locks.query()).held?.map((lock) => lock.name) ?? [];
  for (const name of Object.keys(localStorage)) {
    const [tab] = name.match(/^studio tab \S+/) ?? [];
    if (!tab || held.includes(tab)) continue;
    const { isGone, ...draft } = JSON.parse(localStorage.getItem(name) ?? "{}");
    // What another publication was to hold, or a file that is gone, waits for these.
    if ((draft.folder && draft.folder !== season.value?.folder) || !season.value?.items.some((item) => item.file === draft.file)) continue;
    localStorage.removeItem(name);
    keep(keyOf(draft.file, draft.path), {
      ...draft, value: isGone ? undefined : draft.value, state: draft.state === "conflict" ? "conflict" : "waiting",
    });
  }
  return flush();
}

addEventListener("beforeunload", (event) => {
  if (Object.keys(drafts.value).length) event.preventDefault();
});
