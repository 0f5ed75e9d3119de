/** What is different from another season, or since documents were approved: fields, words, and pages side by side. */

import { signal } from "./vendor/signals.js";
import { ask, Refused } from "./api.js";
import { html, Problems } from "./place.js";
import { addressOf, comparing, nameOf, part, say, season } from "./state.js";
import { fail, flush, refused } from "./saving.js";
import { zoom } from "./page.js";

/** What was found, "asked" until it is known. @type {import("./vendor/signals.js").Signal<any>} */
const found = signal(null);
const chosen = signal({ old: "", new: "" });
/** Which of the pages that are different is shown. */
const pair = signal(0);
const MOST_SEEN = 150;
/** A season from elsewhere, as a zip; how it is chosen, and how many bytes it may have. @type {import("./vendor/signals.js").Signal<File | null>} */
const brought = signal(null);
const ELSEWHERE = "/", MOST_BYTES = 1e8;

/** Takes the zip that was chosen. @param {HTMLInputElement} input */
function bring({ files }) {
  const file = files?.[0];
  if (!file) return;
  if (file.size > MOST_BYTES) return fail(new Refused(413, { problems: [{ message: `"${file.name}" is larger than 100 MB`, hint: "Make a folder in output, such as output/elsewhere, put the file there as content.zip, and load this page again: it stands in the list then", gravity: "error" }] }));
  brought.value = file;
  chosen.value = { ...chosen.value, old: ELSEWHERE };
  refused.value = [];
  say(`${file.name} can be compared.`);
}

/** Compares it. @param {File} file @param {string} to */
async function send(file, to) {
  const data = await file.arrayBuffer().catch(() => { throw new Refused(0, { message: `"${file.name}" has changed since you chose it: choose it again.` }); });
  return ask(`/api/board/compare/file?${new URLSearchParams({ name: file.name, new: to })}`, new Blob([data]));
}

/** What a document is called, and as what it is shown. @param {string} name */
export function documentOf(name) {
  for (const one of season.value?.documents ?? []) {
    if (one.kind === "packet" ? name === one.name || name === `packet-${one.name}` : name === one.name) return { title: nameOf(one, one.formats[0]), document: one.name, format: one.formats[0] };
    const format = one.formats.find((form) => name === `${one.name}-${form}`);
    if (format) return { title: `${one.title}, ${format}`, document: one.name, format };
  }
  return { title: name, document: "", format: "" };
}

/** Two texts in one. @param {{pieces: {kind: string, text: string}[]}} props */
export const Pieces = ({ pieces }) => html`<span>${pieces.map((piece, at) => piece.kind === "gone" ? html`<del key=${at}>${piece.text}</del> ` : piece.kind === "new" ? html`<ins key=${at}>${piece.text}</ins> ` : `${piece.text} `)}</span>`;

/** @param {number[]} pages */
const onPages = (pages) => (pages.length ? `page${pages.length > 1 ? "s" : ""} ${pages.join(", ")}` : "");

/** Where something is printed. @param {{where: {document: string, pages: number[]}[]}} props */
const Where = ({ where }) => html`<span class="quiet">${where.map((one) => [documentOf(one.document).title, onPages(one.pages)].filter(Boolean).join(", ")).join("; ")}</span>`;

/** @param {{now: any}} props */
export function Compare({ now }) {
  const kept = /** @type {string[]} */ (now.seasons);
  const old = chosen.value.old || kept[kept.length - 1] || "approved";
  const compare = async () => {
    found.value = "asked";
    comparing.value = { done: 0, of: 0, text: "" };
    refused.value = [];
    await flush();
    try {
      found.value = await (old === ELSEWHERE && brought.value ? send(brought.value, chosen.value.new) : ask("/api/board/compare", { old, new: old === "approved" ? "" : chosen.value.new }));
      pair.value = 0;
      say("It has been compared.");
      requestAnimationFrame(() => document.getElementById("differences")?.focus());
    } catch (failure) {
      found.value = null;
      await fail(failure);
    }
  };
  const told = found.value && found.value !== "asked" ? found.value : null;
  return html`<div class="group board">
    <p>Everything printed that is different is listed: by field, by words, and page beside page. What only moved is no change.</p>
    <div class="two"><div class="field"><label for="compare-old" class="label">From</label><select id="compare-old" value=${old} onChange=${(/** @type {any} */ event) => (chosen.value = { ...chosen.value, old: event.target.value })}>
        ${kept.map((name) => html`<option key=${name} value=${name}>${name}, as it was kept</option>`)}${brought.value && html`<option value=${ELSEWHERE}>${brought.value.name}, from elsewhere</option>`}<option value="approved">what was approved</option></select></div>
      <div class="field"><label for="compare-new" class="label">To</label><select id="compare-new" disabled=${old === "approved"} value=${chosen.value.new} onChange=${(/** @type {any} */ event) => (chosen.value = { ...chosen.value, new: event.target.value })}>
        <option value="">what is written now</option>${kept.filter((name) => name !== old).map((name) => html`<option key=${name} value=${name}>${name}, as it was kept</option>`)}</select></div></div>
    <p><label class="button small" for="compare-file">A season from elsewhere (zip) …</label><input class="unseen" type="file" id="compare-file" accept=".zip" onClick=${(/** @type {any} */ event) => (event.target.value = "")} onChange=${(/** @type {any} */ event) => bring(event.target)} /></p>
    ${kept.length === 0 && html`<p class="quiet">No other season is kept yet: a season is kept when it is built, and when the next one begins. From elsewhere it is the <i>content.zip</i> in its folder below output.</p>`}
    <${Problems} problems=${refused.value} />
    <p class="row"><button type="button" class="main" disabled=${found.value === "asked"} onClick=${compare}>${found.value === "asked" ? "Comparing …" : "Compare"}</button> <a class="button" href="#/board">Back to the season</a></p>
    ${found.value === "asked" && html`<p role="status" class="empty">Both are made as they would be printed, which takes a moment …</p>
      <${Progress} />`}
    ${told && html`<${Differences} told=${told} />`}
  </div>`;
}

export function Progress() {
  const { done, of, text } = comparing.value;
  return html`<div class="progress"><label for="comparing">${text ? documentOf(text).title : "At work"}${of ? `, ${done} of ${of}` : ""}</label>
    <progress id="comparing" max=${of || undefined} value=${of ? done : undefined}></progress></div>`;
}

/** @param {{told: any}} props */
function Differences({ told }) {
  const title = (/** @type {string} */ name) => documentOf(name).title;
  const fields = (/** @type {any[]} */ all) => html`<ul class="changes">${all.slice(0, MOST_SEEN).map((one, at) => html`<li key=${at}><div><strong>${one.title}</strong> <span class="quiet">${one.what}</span><p><${Pieces} pieces=${one.pieces} /></p>
    <${Where} where=${one.where} /></div>${one.id && html`<a class="button small" href=${addressOf(one.kind, one.id, one.path)}>Open<span class="unseen">: ${one.title}, ${one.what}</span></a>`}</li>`)}</ul>`;
  const more = (/** @type {any[]} */ all) => all.length > MOST_SEEN && html`<p class="quiet">The first ${MOST_SEEN} of ${all.length} are shown.</p>`;
  return html`<section class="part level3" aria-labelledby="differences"><h3 id="differences" tabindex="-1">From ${told.old} to ${told.new}</h3>
      ${told.is_empty && html`<p>All that is printed is the same.</p>`}
      ${told.came.length > 0 && html`<p>New: ${told.came.map(title).join(", ")}.</p>`}
      ${told.gone.length > 0 && html`<p>No longer there: ${told.gone.map(title).join(", ")}.</p>`}
      ${told.renamed.map((/** @type {{old: string, new: string}} */ one) => html`<p key=${one.new}>Renamed: ${one.old} to ${one.new}.</p>`)}</section>
    ${told.pages.length > 0 && html`<section class="part" aria-labelledby="changed-pages"><h3 id="changed-pages">Pages <span class="quiet">${told.pages.length}</span></h3>
      <ul class="changes">${[...byDocument(told.pages)].map(([name, ones]) => html`<li key=${name}><span>${title(name)}</span><span class="row">${ones.map(([at, one]) => html`<button type="button" key=${at} class="small" aria-pressed=${at === pair.value ? "true" : "false"}
        onClick=${() => look(at)}><span class="unseen">${title(name)}, page </span>${one.new_page || one.old_page}<span class="unseen">: ${one.what.join(", ")}</span></button>`)}</span></li>`)}</ul></section>`}
    ${told.fields.length > 0 && html`<section class="part" aria-labelledby="changed-fields"><h3 id="changed-fields">Facts and texts <span class="quiet">${told.fields.length}</span></h3>${fields(told.fields)}${more(told.fields)}</section>`}
    ${told.words.length > 0 && html`<section class="part" aria-labelledby="changed-words"><h3 id="changed-words">Words on the pages <span class="quiet">${told.words.length}</span></h3>
      <ul class="changes">${told.words.slice(0, MOST_SEEN).map((/** @type {any} */ one, /** @type {number} */ at) => html`<li key=${at}><div><p>${one.called && html`<span class="quiet">${one.called}: </span>`}<${Pieces} pieces=${one.pieces} /></p><${Where} where=${one.where} /></div></li>`)}</ul>${more(told.words)}</section>`}
    ${told.unprinted.length > 0 && html`<details class="more"><summary>Changed, and printed in no words <span class="quiet">${told.unprinted.length}</span></summary>${fields(told.unprinted)}</details>`}`;
}

/** Pages that are different, with their places among all of them, by their documents. @param {any[]} pages */
function byDocument(pages) {
  const found = /** @type {Map<string, [number, any][]>} */ (new Map());
  pages.forEach((one, at) => found.set(one.document, [...(found.get(one.document) ?? []), [at, one]]));
  return found;
}

/** Shows a pair of pages; where one part is seen at a time, that one. @param {number} at */
function look(at) {
  pair.value = at;
  if (!document.querySelector("#page")?.checkVisibility()) part.value = "page";
  requestAnimationFrame(() => document.querySelector("#season")?.checkVisibility() || document.querySelector("#form")?.checkVisibility()
    || /** @type {HTMLElement | null} */ (document.querySelector("#page h2"))?.focus());
}

/** The right of the page: a page as it was, and as it is now, with boxes around what is different. */
export function Pair() {
  const all = found.value?.pages ?? [], one = all[pair.value];
  const side = (/** @type {string} */ words, /** @type {string} */ address, /** @type {number} */ page) => html`<figure><figcaption>${words}${page ? `, page ${page}` : ""}</figcaption>
    ${address ? html`<img src=${address} alt=${`${words}, page ${page}; what is different on it is listed in the form`} />` : html`<p class="empty">${page ? "There is no picture of it." : "It was not there."}</p>`}</figure>`;
  return html`<section id="page" class="pane" aria-label="Pages side by side">
    ${one ? html`<div class="formats"><h2 tabindex="-1" class="side">${documentOf(one.document).title}</h2> <span class="quiet">${one.what.join(", ")}</span></div>
      <div class="sheets pair" role="group" aria-label="Both pages" tabindex="0"><div style=${{ "--zoom": zoom.value }}>${side(found.value.old, one.old, one.old_page)}${side(found.value.new, one.new, one.new_page)}</div></div>
      <div class="strip"><div class="turn" role="group" aria-label="Changed pages"><button type="button" class="icon" aria-label="Change before" disabled=${pair.value === 0} onClick=${() => pair.value--}>‹</button>
        <span>${pair.value + 1} of ${all.length}</span><button type="button" class="icon" aria-label="Change after" disabled=${pair.value === all.length - 1} onClick=${() => pair.value++}>›</button></div>
        <span class="row right"><button type="button" class="icon" aria-label="Smaller" disabled=${zoom.value <= 0.5} onClick=${() => (zoom.value = Math.max(0.5, zoom.value - 0.25))}>−</button>
        <button type="button" class="icon" aria-label="Larger" disabled=${zoom.value >= 4} onClick=${() => (zoom.value = Math.min(4, zoom.value + 0.25))}>+</button></span></div>`
    : html`<p class="empty">${found.value === "asked" ? "The pages are being made …" : found.value ? "No page shows something else." : "Pages that are different stand here side by side."}</p>`}
  </section>`;
}
