/** The printed page as it is, each text of it a button that leads to its field. */

import { effect, signal } from "./vendor/signals.js";
import { html } from "./place.js";
import { addressOf, current, documentsHere, meet, nameOf, pageNumber, pages, part, season, shown } from "./state.js";

/** @typedef {import("./types.js").Box} Box */

/** @param {string} name */
const formatName = (name) => name.charAt(0).toUpperCase() + name.slice(1).replace(/-/g, " ");

export const zoom = signal(1);
/** How many times the dots of the usual picture this screen needs. */
const times = signal(1);
function measure() {
  const usual = /** @type {HTMLImageElement | null} */ (document.querySelector(".sheet-of-paper > img"));
  if (usual?.naturalWidth) times.value = Math.max(1, Math.min(4, Math.ceil(usual.clientWidth * devicePixelRatio / usual.naturalWidth - 0.02)));
}
addEventListener("resize", measure);
effect(() => {
  if (zoom.value) requestAnimationFrame(measure);
});

/** @param {Box} box */
const isCurrent = (box) => Boolean(current.value && box.kind === current.value.kind && box.id === current.value.id && meet(box.path, current.value.path));

/** Which of two texts of a page is nearer to the field: the one whose path is longer in common. @param {Box[]} boxes @returns {Set<Box>} */
function outlined(boxes) {
  const here = boxes.filter(isCurrent);
  const exact = here.filter((box) => (box.path?.length ?? 0) >= (current.value?.path.length ?? 0));
  return new Set(exact.length ? exact : here);
}

/** Texts that follow one another closely are outlined as one. @param {Iterable<Box>} boxes */
function joined(boxes) {
  const found = /** @type {{left: number, top: number, right: number, bottom: number, name: string}[]} */ ([]);
  for (const box of boxes) {
    const next = { left: box.left, top: box.top, right: box.left + box.width, bottom: box.top + box.height, name: JSON.stringify(box.path) };
    const last = found.find((one) => one.name === next.name && next.top - one.bottom < 12 && next.bottom > one.top && next.left < one.right && next.right > one.left);
    if (!last) found.push(next);
    else Object.assign(last, { left: Math.min(last.left, next.left), right: Math.max(last.right, next.right), bottom: Math.max(last.bottom, next.bottom) });
  }
  return found;
}

/** A field that is focused shows its page; one that has it already stays. */
effect(() => {
  const all = pages.value.pages;
  if (!current.value) return;
  const on = (/** @type {number} */ number) => outlined(all.find((page) => page.number === number)?.boxes ?? []).size > 0;
  if (on(pageNumber.peek())) return;
  const other = all.find((page) => on(page.number));
  if (other) pageNumber.value = other.number;
});

/** Where a box leads. @param {Box} box */
function open(box) {
  const address = addressOf(box.kind, box.id, box.path ?? []);
  part.value = "form";
  if (location.hash === address) dispatchEvent(new Event("hashchange"));
  else location.hash = address;
}

export function Page() {
  const { document: name, format } = shown.value;
  const here = documentsHere.value, one = season.value?.documents.find((document) => document.name === name);
  const all = pages.value.key === `${name}/${format}` ? pages.value.pages : [];
  const page = all.find((candidate) => candidate.number === pageNumber.value) ?? all[0];
  const go = (/** @type {number} */ number) => (pageNumber.value = Math.max(1, Math.min(all.length, number)));
  return html`<section id="page" class="pane" aria-label="The printed page">
    <div class="formats">
      ${(here.length > 1) && html`<label class="unseen" for="document">Document</label>
        <select id="document" value=${name} onChange=${(/** @type {any} */ event) => {
          const next = season.value?.documents.find((document) => document.name === event.target.value);
          if (next) shown.value = { document: next.name, format: next.formats.includes(format) ? format : next.formats[0] };
        }}>${here.map((document) => html`<option key=${document.name} value=${document.name}>${nameOf(document, document.formats[0])}</option>`)}</select>`}
      ${one && one.formats.length > 1 && html`<div role="group" aria-label="Format" class="tabs">${one.formats.map((each) => html`<button type="button" key=${each}
        aria-pressed=${each === format ? "true" : "false"} onClick=${() => (shown.value = { document: name, format: each })}>${formatName(each)}</button>`)}</div>`}
      ${page?.stale && html`<span class="stale right" role="status">the last good page</span>`}
    </div>
    ${page ? html`<${Sheet} page=${page} />` : html`<p class="empty">${!name ? "Nothing of this is printed by itself." : pages.value.key === `${name}/${format}` ? pages.value.message || "There is no page of this yet." : "The page is being set …"}</p>`}
    ${page && html`<div class="strip">${pages.value.more && html`<span class="quiet" role="status">Setting the other pages …</span>`}${all.length > 1 && html`<div class="turn" role="group" aria-label="Pages">
      <button type="button" class="icon" aria-label="Page before" disabled=${page.number === 1} onClick=${() => go(pageNumber.value - 1)}>‹</button>
      <ol>${all.map((each) => html`<li key=${each.number}><button type="button" aria-current=${each === page ? "page" : undefined} aria-label=${`Page ${each.number}`}
        onClick=${() => go(each.number)}><img src=${each.picture} alt="" loading="lazy" width=${each.width} height=${each.height} /></button></li>`)}</ol>
      <button type="button" class="icon" aria-label="Page after" disabled=${page.number === all.length} onClick=${() => go(pageNumber.value + 1)}>›</button></div>`}
      <span class="row right"><button type="button" class="icon" aria-label="Smaller" disabled=${zoom.value <= 0.5} onClick=${() => (zoom.value = Math.max(0.5, zoom.value - 0.25))}>−</button>
        <button type="button" class="icon" aria-label="Larger" disabled=${zoom.value >= 2.5} onClick=${() => (zoom.value = Math.min(2.5, zoom.value + 0.25))}>+</button></span></div>`}
  </section>`;
}

/** @param {{page: import("./types.js").Page}} props */
function Sheet({ page }) {
  const here = outlined(page.boxes);
  const share = (/** @type {number} */ value, /** @type {number} */ of) => `${(value / of) * 100}%`;
  return html`<div class="sheets"><div class=${`sheet-of-paper ${page.stale ? "old" : ""}`} style=${{ "--zoom": zoom.value, "--shape": page.width / page.height, aspectRatio: `${page.width} / ${page.height}` }}>
    <img src=${page.picture} alt="" onLoad=${measure} />
    ${times.value > 1 && !pages.value.more && html`<img key=${page.picture + times.value} class="sharp" src=${page.picture.replace(".", `/${times.value}.`)} alt="" />`}
    ${joined(here).map((box, at) => html`<div key=${`outline ${at}`} class="outline" style=${{ left: share(box.left, page.width), top: share(box.top, page.height),
      width: share(box.right - box.left, page.width), height: share(box.bottom - box.top, page.height) }}></div>`)}
    ${page.boxes.map((box, at) => box.kind && html`<button type="button" key=${`${page.number} ${at}`} class=${here.has(box) ? "box here" : "box"} aria-current=${here.has(box) ? "true" : undefined}
      aria-label=${`Edit: ${box.text.length > 90 ? `${box.text.slice(0, 90)} …` : box.text}`} onClick=${() => open(box)}
      style=${{ left: share(box.left, page.width), top: share(box.top, page.height), width: share(box.width, page.width), height: share(box.height, page.height) }}></button>`)}
  </div></div>`;
}

/** Brings the outlined text into view, if it is not. */
export function revealOutlined() {
  const pane = document.querySelector(".sheets"), box = document.querySelector(".box.here");
  if (!pane || !box || document.activeElement?.classList.contains("box")) return;
  const [inner, outer] = [box.getBoundingClientRect(), pane.getBoundingClientRect()];
  if (inner.top < outer.top || inner.bottom > outer.bottom) {
    pane.scrollTop += inner.top - outer.top - Math.max(0, (outer.height - inner.height) / 3);
  }
}
