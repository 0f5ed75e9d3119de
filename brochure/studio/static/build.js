/** What a build does and leaves on the shelf, and the site that is made of it. */

import { html, Problems, sentence } from "./place.js";
import { drafts, refused } from "./saving.js";
import { build, problems } from "./state.js";
import { begin } from "./views.js";

const HAPPENED = /** @type {Record<string, string>} */ ({ new: "new", changed: "changed" });

export function Build() {
  const { state, done = 0, of = 0, text, files = [], problems: found = [], site } = build.value;
  const isOver = state === "done" || state === "failed";
  const others = files.filter((file) => !isOver || !HAPPENED[file.change ?? ""]);
  const list = (/** @type {import("./types.js").Output[]} */ shelf) => html`<ul class="files">${shelf.map((file) => html`<li key=${file.file}>
    <a href=${`/output/${file.file}`} download>${file.file.split("/").pop()}</a> <span class="quiet">${[...file.file.split("/").slice(0, -1), file.change && HAPPENED[file.change], file.pages && (file.pages === 1 ? "1 page" : `${file.pages} pages`)].filter(Boolean).join(" · ")}</span></li>`)}</ul>`;
  const kept = Object.values(drafts.value);
  const errors = problems.value.filter((one) => one.gravity === "error").length;
  return html`<p>Everything is set for print and laid on the shelf. Nothing is published before you press this.</p>
    ${errors > 0 && html`<p class="told error"><a href="#/problems">${errors === 1 ? "1 mistake" : `${errors} mistakes`}</a> to mend first.</p>`}
    ${kept.length > 0 && html`<p class="told error">${kept.length === 1 ? "One text is" : `${kept.length} texts are`} not saved yet and would be missing.</p>`}
    <${Problems} problems=${refused.value} />
    <p class="row"><button type="button" class="main" disabled=${state === "running"} onClick=${() => begin()}>${state === "running" ? "Building …" : state === "done" ? "Build again" : "Build now"}</button>
      ${[["press", "Build for a print shop"], ["office", "Build sheets for the office printer"]].map(([edition, words]) => html`<button type="button" key=${edition} disabled=${state === "running"} onClick=${() => begin("build", edition)}>${words}</button>`)}</p>
    ${state === "running" && html`<div class="progress"><label for="progress">${text || "At work"}${of ? `, ${done} of ${of}` : ""}</label>
      <progress id="progress" max=${of || undefined} value=${of ? done : undefined}></progress></div>`}
    ${state === "failed" && html`<p class="told error" role="alert">${sentence(text) || "The build ended early."}</p>`}
    ${isOver && html`<${Problems} problems=${found} leads />`}
    ${isOver && files.length > 0 && html`<section class="part"><h3>What changed</h3>
      ${files.length > others.length ? list(files.filter((file) => !others.includes(file))) : html`<p>Nothing: all of it is as it was.</p>`}</section>`}
    ${others.length > 0 && html`<section class="part"><h3>${isOver ? "As it was" : "On the shelf"}</h3>${list(others)}</section>`}
    <section class="part"><h3>On the web</h3>
      <p>A page for each program, chapter and packet, with all PDFs: a folder for any web server.</p>
      <p class="row"><button type="button" disabled=${state === "running"} onClick=${() => begin("site")}>Make the site</button>
        ${site && html`<a href=${site} target="_blank" rel="noopener">Look at the site <span class="quiet">(in a new tab)</span></a>`}</p>
      <details class="more"><summary>How it is published</summary><ol>
        <li>Say where it will stand, under Publication: Site, with a slash at the end. Make the site again.</li>
        <li>Give the folder <code>output/${site?.split("/")[2] ?? "season"}/site</code>, with the files that begin with a dot, to whoever looks after your web pages.</li>
        <li>They copy it beside the old one and exchange the two. <code>nginx.conf</code>, <code>.htaccess</code> and <code>_headers</code> in it say what a server needs.</li>
        <li>Open the first page on a telephone.</li></ol></details></section>`;
}
