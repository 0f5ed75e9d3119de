/**
 * One field: its place in the file, its value (a draft, else what stands in the file), and what is told around it.
 */

import { h } from "./vendor/preact.js";
import { computed, signal } from "./vendor/signals.js";
import htm from "./vendor/htm.js";
import { addressOf, content, prefix, problems, same, shown, valueAt, wanted } from "./state.js";
import { drafts, edit, keyOf, send, throwAway, useMine, write } from "./saving.js";

export const html = htm.bind(h);

/** @typedef {import("./types.js").Field} Field */
/** @typedef {import("./types.js").Path} Path */
/** @typedef {import("./types.js").Place} Place */

/** Fields without a value that were asked for. @type {import("./vendor/signals.js").Signal<Record<string, true>>} */
export const added = signal({});

/** @param {Path} path */
export const isAdded = (path) => added.value[JSON.stringify(path)] === true;

/** Shows a field that has no value yet, and goes there. @param {Path} path @param {Path} [at] the field in it to go to */
export function show(path, at = path) {
  added.value = { ...added.value, [JSON.stringify(path)]: true };
  wanted.value = at;
}

/** @param {Path} path */
export function hide(path) {
  const { [JSON.stringify(path)]: _, ...others } = added.value;
  added.value = others;
}

export const PLAIN = new Set(["line", "prose", "number", "yes-no", "choice", "date", "color", "person", "reference"]);
/** @param {Path} path */
export const idOf = (path) => `f-${path.map((step) => encodeURIComponent(String(step))).join("-")}`;

/** What is wrong in the open item and where; in a list by its rows, whatever names it. */
const placed = computed(() => {
  const here = content.value, all = [...(here?.problems ?? []), ...problems.value.filter((one) => one.file === here?.file)].filter((one) => one.path);
  return Array.isArray(here?.values) ? all.map((one) => ({ ...one, path: one.path?.slice(one.path.findLastIndex(Number.isInteger)) })) : all;
});
/** Whether a path is another one, or leads through it. @param {Path | undefined} path @param {Path} other */
const isIn = (path = [], other) => path[other.length - 1] === other[other.length - 1] && same(path.slice(0, other.length), other);

/** What is wrong at a path, and below it where nothing deeper shows it. @param {Path} path @param {boolean} isDeep */
export function problemsAt(path, isDeep) {
  const found = placed.value.filter((one) => isIn(one.path, path) && (isDeep || one.path?.length === path.length));
  return found.filter((one, at) => found.findIndex((other) => other.message === one.message) === at);
}

/** The places below a path of which something is told. @param {Path} path @returns {Path[]} */
export function toldBelow(path) {
  const unsaved = Object.values(drafts.value).filter((one) => one.file === content.value?.file && (one.problems || one.state === "conflict" || one.state === "waiting"));
  const all = [...placed.value, ...unsaved].map((one) => one.path ?? []).filter((one) => one.length > path.length && isIn(one, path));
  return [...new Set(all.map((one) => JSON.stringify(one)))].map((one) => JSON.parse(one));
}

/** @param {Field} field @param {Path} path @param {boolean} [isBare] without help @returns {Place} */
export function placeOf(field, path, isBare = false) {
  const file = content.value?.file ?? "", key = keyOf(file, path), draft = drafts.value[key];
  const stands = valueAt(content.value?.values, path.slice(prefix.value.length));
  const found = draft?.problems ?? problemsAt(path, PLAIN.has(field.type));
  const id = idOf(path);
  const told = [field.help && !isBare && `${id}-help`, found.length && `${id}-problems`, draft?.state === "conflict" && `${id}-conflict`];
  return {
    id, file, path, draft, problems: found,
    value: draft ? draft.value : stands,
    set(value, pause) {
      added.value = { ...added.value, [JSON.stringify(path)]: true };
      const isEmpty = value === "" || value === undefined;
      write(file, path, isEmpty && !field.required ? undefined : value, field.label, pause);
    },
    leave() {
      if (drafts.value[key]?.state === "edited") send(key);
    },
    says: {
      id,
      dir: "auto",
      "data-path": JSON.stringify(path),
      "aria-describedby": told.filter(Boolean).join(" ") || undefined,
      "aria-invalid": found.some((one) => one.gravity !== "note") ? "true" : undefined,
      "aria-required": field.required ? "true" : undefined,
    },
  };
}

/** A sentence of a message as it stands by itself. @param {string | undefined} words */
export const sentence = (words) => (words ? `${words.charAt(0).toUpperCase()}${words.slice(1)}${/[.!?…]$/.test(words) ? "" : "."}` : "");

/** Problems; `leads` to the fields that they are in. @param {{problems: import("./types.js").Problem[], id?: string, leads?: boolean}} props */
export function Problems({ problems: found, id, leads }) {
  if (!found.length) return null;
  return html`<ul class="problems" id=${id}>${found.map((one) => html`<li class=${one.gravity} key=${one.message + one.line}>
    <span class="word">${{ error: "Mistake", warning: "Look here", note: "Note" }[one.gravity] ?? "Mistake"}</span>
    <span>${sentence(one.message)} ${one.hint && html`<span class="hint">${sentence(one.hint)}</span>`}</span>
    <span class="row">${leads && one.kind && one.id && html`<a class="button small" href=${addressOf(one.kind, one.id, one.path ?? [])}>Show it<span class="unseen">: ${one.message}</span></a>`}
    ${one.remedies?.map(({ label, changes }) => html`<button type="button" class="small" onClick=${() => edit(changes, `Done: ${label}`)}>${sentence(label).slice(0, -1)}</button>`)}
    ${one.others?.map((it) => html`<a class="button small" href=${addressOf(it.kind, it.id, it.path)}>Open ${it.label}</a>`)}</span>
  </li>`)}</ul>`;
}

/** @param {any} value */
export const asText = (value) =>
  value === undefined || value === null ? "nothing" : typeof value === "string" ? value : JSON.stringify(value, null, 1);

/** @param {{place: Place, label: string}} props */
export function Conflict({ place, label }) {
  if (place.draft?.state !== "conflict") return null;
  const key = keyOf(place.file, place.path);
  return html`<div class="conflict" id=${`${place.id}-conflict`} role="group" aria-label=${`${label}: two texts`}>
    <p><strong>This was changed elsewhere while you wrote.</strong> Nothing is lost: choose which one stays.</p>
    <dl><dt>Yours</dt><dd dir="auto">${asText(place.draft.value)}</dd><dt>Now in the file</dt><dd dir="auto">${asText(place.draft.theirs)}</dd></dl>
    <p class="row"><button type="button" onClick=${() => useMine(key)}>Keep mine</button>
      <button type="button" onClick=${() => throwAway(key)}>Take the other</button></p>
  </div>`;
}

/** @param {{place: Place}} props */
export function Kept({ place }) {
  const state = place.draft?.state;
  if (state !== "failed" && state !== "waiting") return null;
  const key = keyOf(place.file, place.path);
  return html`<p class="kept">${state === "waiting" ? "Not saved yet; it is kept here." : "Not saved; your text is kept here."}
    <button type="button" class="small" onClick=${() => send(key)}>Try again</button>
    <button type="button" class="small" onClick=${() => throwAway(key)}>Throw it away</button></p>`;
}

/** A field with what is told of it. @param {{field: Field, place: Place, label?: string, bare?: boolean, isGroup?: boolean, children?: any}} props */
export function Shell({ field, place, label = field.label, bare = false, isGroup = false, children }) {
  const isUnprinted = Boolean(field.printed_in?.length) && shown.value.format && !field.printed_in?.includes(shown.value.format);
  const length = typeof place.value === "string" ? [...place.value].length : 0;
  return html`<div class=${`field ${place.draft ? `is-${place.draft.state}` : ""}`}>
    <div class="label">${isGroup ? html`<span class=${bare ? "unseen" : ""} id=${`${place.id}-label`}>${label}</span>` : html`<label class=${bare ? "unseen" : undefined} for=${place.id}>${label}</label>`}
      ${field.required && !bare && html` <span class="quiet">needed</span>`}
      ${typeof field.most === "number" && PLAIN.has(field.type) && html` <span class=${length > field.most ? "over" : "quiet"}>${length} of ${field.most} characters</span>`}
      ${field.help && !bare && html` <span class="help" id=${`${place.id}-help`}>${field.help} ${isUnprinted && html`<em>Not printed in the ${shown.value.format}.</em>`}</span>`}</div>
    ${children}
    <${Problems} problems=${place.problems} id=${`${place.id}-problems`} />
    <${Conflict} place=${place} label=${label} />
    <${Kept} place=${place} />
  </div>`;
}

/** What was typed, without line breaks that its field has not; the cursor stays. @param {any} event @param {RegExp} [breaks] @param {string} [instead] */
export function typed({ target }, breaks = /\s*[\n\v]\s*/g, instead = " ") {
  const words = target.value.replace(breaks, instead);
  if (words !== target.value) {
    const at = target.value.slice(0, target.selectionEnd).replace(breaks, instead).length;
    target.value = words;
    target.setSelectionRange(at, at);
  }
  return words;
}

/** Grows with its text. @param {{target: any} | HTMLTextAreaElement | null} from */
export function grow(from) {
  const area = /** @type {HTMLTextAreaElement | null} */ (from && "target" in from ? from.target : from);
  if (!area || CSS.supports("field-sizing", "content")) return;
  area.style.height = "auto";
  area.style.height = `${area.scrollHeight + 2}px`;
}
