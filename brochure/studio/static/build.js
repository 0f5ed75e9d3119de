/** What a build does and leaves on the shelf, and the site that is made of it. */

import { signal } from "./vendor/signals.js";
import { html, Problems, sentence } from "./place.js";
import { drafts, refused } from "./saving.js";
import { build, problems, season } from "./state.js";
import { begin } from "./views.js";

/** Formats that somebody wants, or does not; of others those are made that stand on the shelf. */
const wanted = signal(/** @type {Record<string, boolean>} */ ({}));
const MADE_FOR = /** @type {Record<string, string>} */ ({ screen: "for screens", press: "for a print shop", office: "for the office printer", reports: "for a print shop" });
const HAPPENED = /** @type {Record<string, string>} */ ({ new: "new", changed: "changed" });

export function Build() {
  const { state, done = 0, of = 0, text, files = [], problems: found = [], site, sheets = [], is_built: isBuilt } = build.value;
  const isOver = state === "done" || state === "failed", isNew = isOver && isBuilt;
  const others = files.filter((file) => !isNew || !HAPPENED[file.change ?? ""]);
  const list = (/** @type {import("./types.js").Output[]} */ shelf) => shelf.length > 0 && html`<ul class="files">${shelf.map((file) => html`<li key=${file.file}>
    <a href=${`/output/${file.file}`} download>${file.file.split("/").pop()}</a> <span class="quiet">${[...file.file.split("/").slice(0, -1).map((one) => MADE_FOR[one] ?? one), file.change && HAPPENED[file.change], file.pages && (file.pages === 1 ? "1 page" : `${file.pages} pages`), file.note].filter(Boolean).join(" · ")}</span></li>`)}</ul>`;
  /** @param {string} words @param {string} what @param {string} [edition] */
  const make = (words, what, edition) => html`<button type="button" disabled=${state === "running"} onClick=${() => begin(what, edition ? { edition, formats: chosen } : {})}>${words}</button>`;
  const isHandover = (/** @type {import("./types.js").Output} */ one) => one.file.endsWith("/handover.pdf"), isOrdered = files.some((one) => one.file.includes("/press/"));
  const forms = [...new Set((season.value?.documents ?? []).filter((one) => one.formats.includes("brochure")).flatMap((one) => one.formats))];
  const here = (season.value?.season ?? "").replace(/[^\p{L}\p{N}_.]+/gu, "-");
  const onShelf = new Set(["brochure", ...files.filter((one) => one.file.startsWith(`${here}/`)).map((one) => one.format)]);
  const chosen = forms.filter((one) => wanted.value[one] ?? onShelf.has(one));
  const kept = Object.values(drafts.value);
  const errors = problems.value.filter((one) => one.gravity === "error").length;
  return html`<p>A PDF of every program, and the packet, for screens, e-mail and your web pages. Nothing is made before you press this.</p>
    ${errors > 0 && html`<p class="told error"><a href="#/problems">${errors === 1 ? "1 mistake" : `${errors} mistakes`}</a> to mend first.</p>`}
    ${kept.length > 0 && html`<p class="told error">${kept.length === 1 ? "One text is" : `${kept.length} texts are`} not saved yet and would be missing.</p>`}
    <${Problems} problems=${refused.value} />
    ${forms.length > 1 && html`<fieldset class="formats-made"><legend>Of each program</legend><p class="row">${forms.map((one) => html`<label key=${one}><input type="checkbox" checked=${chosen.includes(one)} onChange=${(/** @type {any} */ event) => (wanted.value = { ...wanted.value, [one]: event.target.checked })} /> ${one}</label>`)}</p></fieldset>`}
    <p class="row"><button type="button" class="main" disabled=${state === "running" || !chosen.length} onClick=${() => begin("build", { formats: chosen })}>${state === "running" ? "Building …" : "Build now"}</button></p>
    ${state === "running" && html`<div class="progress"><label for="progress">${text || "At work"}${of ? `, ${done} of ${of}` : ""}</label>
      <progress id="progress" max=${of || undefined} value=${of ? done : undefined}></progress></div>`}
    ${state === "failed" && html`<p class="told error" role="alert">${sentence(text) || "The build ended early."}</p>`}
    ${isOver && html`<${Problems} problems=${found} leads />`}
    ${isNew && files.length > 0 && html`<section class="part"><h3>What changed</h3>
      ${files.length > others.length ? list(files.filter((file) => !others.includes(file))) : html`<p>Nothing: all of it is as it was.</p>`}</section>`}
    ${others.length > 0 && html`<section class="part"><h3>${isNew ? "As it was" : "On the shelf"}</h3>${list(others)}</section>`}
    <section class="part"><h3>For a print shop</h3>
      <p>The files of an order, with bleed and in the inks of the press. Once they are made, a report goes with each: what it is, and what was looked at.</p>
      <p class="row">${make("Build for a print shop", "build", "press")} ${isOrdered && make("Make the reports", "reports")}</p>${list(sheets.filter((one) => !isHandover(one)))}</section>
    <section class="part"><h3>For the office printer</h3>
      <p>Sheets to print on both sides, to fold and to staple.</p>
      <p class="row">${make("Build sheets for the office printer", "build", "office")}</p></section>
    <section class="part"><h3>For whoever takes over</h3>
      <p>One sheet: who is who, the dates, what is confirmed and what is open, whose consent ends, and where everything is.</p>
      <p class="row">${make("Make the hand-over sheet", "handover")}</p>${list(sheets.filter(isHandover))}</section>
    <section class="part"><h3>On the web</h3>
      <p>A page for each program, chapter and packet, with all PDFs: a folder for any web server.</p>
      <p class="row">${make("Make the site", "site")}
        ${site && html`<a href=${site} target="_blank" rel="noopener">Look at the site <span class="quiet">(in a new tab)</span></a>`}</p>
      <details class="more"><summary>How it is published</summary><ol>
        <li>Say where it will stand, under Publication: Site, with a slash at the end. Make the site again.</li>
        <li>Give the folder <code>output/${site?.split("/")[2] ?? "season"}/site</code>, with the files that begin with a dot, to whoever looks after your web pages.</li>
        <li>They copy it beside the old one and exchange the two. <code>nginx.conf</code>, <code>.htaccess</code> and <code>_headers</code> in it say what a server needs.</li>
        <li>Open the first page on a telephone.</li></ol></details></section>`;
}
