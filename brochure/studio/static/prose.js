/** Texts of several lines: plain fields with buttons for marks and facts. */

import { signal } from "./vendor/signals.js";
import { grow, html, placeOf, Problems, Shell, typed } from "./place.js";
import { ask } from "./api.js";
import { fail } from "./saving.js";
import { say, season } from "./state.js";

/** @typedef {import("./types.js").Field} Field */
/** @typedef {import("./types.js").Path} Path */

/** What is told of the document that came last, and the field that it came to. @type {import("./types.js").Brought} */
const brought = signal({ id: "", problems: [] });
/** The field for which a fact is being picked. */
const picking = signal("");

/**
 * Puts words around what is selected, as typing would, so that the field's own undo takes it back.
 * @param {HTMLTextAreaElement} area @param {string} words @param {number} [from] @param {number} [to] what of the new words is selected then
 */
function type(area, words, from, to) {
  const start = area.selectionStart;
  area.focus();
  document.execCommand("insertText", false, words);
  area.setSelectionRange(start + (from ?? words.length), start + (to ?? from ?? words.length));
}

/** @param {HTMLTextAreaElement} area */
const chosen = (area) => area.value.slice(area.selectionStart, area.selectionEnd);

/** Spaces at the ends of what is selected stay outside of the marks. @param {HTMLTextAreaElement} area @param {string} mark @param {string} word */
function around(area, mark, word) {
  const all = chosen(area), words = all.trim(), start = area.selectionStart + (words ? all.indexOf(words) : all.length);
  area.setSelectionRange(start, start + words.length);
  if (words.startsWith(mark) && words.endsWith(mark) && words.length > 2 * mark.length) {
    return type(area, words.slice(mark.length, -mark.length), 0, words.length - 2 * mark.length);
  }
  // Marks right around it are taken away again: two stars are bold, one is italic, three are both.
  const before = /\**$/.exec(area.value.slice(0, start))?.[0].length, after = /^\**/.exec(area.value.slice(start + words.length))?.[0].length;
  if (words && before === after && (before === mark.length || before === 3)) {
    area.setSelectionRange(start - mark.length, start + words.length + mark.length);
    return type(area, words, 0, words.length);
  }
  type(area, `${mark}${words || word}${mark}`, mark.length, mark.length + (words || word).length);
}

/** @param {HTMLTextAreaElement} area */
function bullets(area) {
  const words = chosen(area) || "a point";
  const before = area.value.slice(0, area.selectionStart);
  const lead = !before || before.endsWith("\n\n") ? "" : before.endsWith("\n") ? "\n" : "\n\n";
  type(area, `${lead}${words.split("\n").map((line) => (line.startsWith("- ") ? line : `- ${line}`)).join("\n")}`);
}

/** @param {HTMLTextAreaElement} area */
function link(area) {
  const words = chosen(area) || "words", lead = `[${words}](`;
  type(area, `${lead}https://)`, lead.length + 8);
  say("Type the address of the link.");
}

/** @param {{field: Field, path: Path, label?: string, bare?: boolean}} props */
export function Prose({ field, path, label, bare }) {
  const place = placeOf(field, path, bare);
  const area = () => /** @type {HTMLTextAreaElement} */ (document.getElementById(place.id));
  const name = label ?? field.label;
  /** @param {KeyboardEvent} event */
  const keys = (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
    const done = { b: () => around(area(), "**", "bold"), i: () => around(area(), "*", "italic"), k: () => link(area()) }[event.key];
    if (done) (event.preventDefault(), done());
  };
  /** @param {import("./types.js").Problem[]} problems */
  const tell = (problems) => {
    brought.value = { id: place.id, problems };
    if (problems.length) say(problems[0].message, true);
  };
  /** Words of another program, with their lists and marks. @param {string} address @param {unknown} said @param {string} plain */
  const take = (address, said, plain = "") => ask(address, said).then(({ text, noticed = [] }) => {
    type(area(), text || plain);
    tell(noticed);
  }, (failure) => (plain ? type(area(), plain) : failure.problems?.length ? tell(failure.problems) : fail(failure)));
  /** @param {ClipboardEvent} event */
  const paste = (event) => {
    const [words = "", plain = ""] = ["text/html", "text/plain"].map((form) => event.clipboardData?.getData(form));
    if (!words) return;
    event.preventDefault();
    take("/api/words", { html: words }, plain);
  };
  /** @param {any} event @param {FileList | null | undefined} files */
  const bring = (event, files) => {
    if (!files?.length) return;
    event.preventDefault();
    take(`/api/text?name=${encodeURIComponent(files[0].name)}`, files[0]);
  };
  return html`<${Shell} ...${{ field, place, label, bare }}>
    <div class="marks" role="group" aria-label=${`Marks for ${name}`}>
      <button type="button" class="small" title="Ctrl+B" onClick=${() => around(area(), "**", "bold")}><b>Bold</b></button>
      <button type="button" class="small" title="Ctrl+I" onClick=${() => around(area(), "*", "italic")}><i>Italic</i></button>
      <button type="button" class="small" onClick=${() => bullets(area())}>List</button>
      <button type="button" class="small" title="Ctrl+K" onClick=${() => link(area())}>Link</button>
      <label class="button small" for=${`${place.id}-file`}>Word …</label><input class="unseen" type="file" id=${`${place.id}-file`} accept=".docx" onChange=${(/** @type {any} */ event) => bring(event, event.target.files)} />
      <button type="button" class="small" onClick=${() => (picking.value = place.id)}>Fact …</button>
    </div>
    <textarea ...${place.says} class="prose" rows="3" spellcheck="true" ref=${grow} value=${place.value ?? ""} onBlur=${place.leave} onKeyDown=${keys} onPaste=${paste}
      onDrop=${(/** @type {DragEvent} */ event) => bring(event, event.dataTransfer?.files)}
      onInput=${(/** @type {any} */ event) => { place.set(typed(event, /\v/g, "\n")); grow(event); }} />
    ${brought.value.id === place.id && html`<${Problems} problems=${brought.value.problems} />`}
    ${picking.value === place.id && html`<${Facts} area=${area} />`}<//>`;
}

const sought = signal("");
/** Goes there, as soon as it is there. */
export const enter = (/** @type {HTMLElement | null} */ box) => box?.focus();

/** The facts to choose from, below the text that is to name one. @param {{area: () => HTMLTextAreaElement}} props */
function Facts({ area }) {
  const words = sought.value.toLowerCase();
  const found = (season.value?.items ?? []).filter((item) => item.kind === "fact" && `{${item.id}} ${item.title}`.toLowerCase().includes(words));
  const close = () => {
    picking.value = sought.value = "";
    area().focus();
  };
  /** @param {string} name */
  const take = (name) => {
    type(area(), `{${name}}`);
    close();
    say("The fact stands in the text.");
  };
  return html`<div class="facts" role="group" aria-label="Facts" onKeyDown=${(/** @type {KeyboardEvent} */ event) => event.key === "Escape" && close()}>
    <p class="row"><label for="fact-search">Find a fact</label> <input id="fact-search" type="search" value=${sought.value}
      ref=${enter}
      onInput=${(/** @type {any} */ event) => (sought.value = event.target.value)} />
      <button type="button" class="small" onClick=${close}>Close</button></p>
    <ul>${found.slice(0, 60).map(({ id, title }) => html`<li key=${id}><button type="button" onClick=${() => take(id)}>
      <strong>${title}</strong> <span class="quiet">{${id}}</span></button></li>`)}</ul>
    ${!found.length && html`<p class="quiet">No fact has these words.</p>`}
  </div>`;
}
