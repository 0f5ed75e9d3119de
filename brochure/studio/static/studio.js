/** The page as a whole: its head, its three parts, and what connects them. */

import { render } from "./vendor/preact.js";
import { effect, signal } from "./vendor/signals.js";
import { ask, enter, listen } from "./api.js";
import { focusWanted } from "./fields.js";
import { Page, revealOutlined } from "./page.js";
import { html } from "./place.js";
import { flush, recover, saveState, turn, drafts } from "./saving.js";
import { countOf, Season } from "./season.js";
import { barred, build, comparing, content, current, follow, forgetForms, form, loadItem, loadPages, loadProblems, loadSeason, part, pageNumber, pages, problems, reached, route, said, season, showPages, wanted } from "./state.js";
import { Dialog, Item, ProblemList, Start, startBuild } from "./views.js";

const VIEWS = /** @type {Record<string, any>} */ ({ item: Item, problems: ProblemList, build: Later, start: Start, board: Later, "next-season": Later, compare: Later, listing: Later });
const TITLES = /** @type {Record<string, string>} */ ({ problems: "Problems", build: "Build the season", board: "The season", "next-season": "The next season", compare: "What is different", listing: "Public listing" });
const PARTS = [["season", "Season"], ["form", "Form"], ["page", "Page"]];

function Head() {
  const faults = countOf("error"), others = countOf("warning"), notes = countOf("note");
  const kept = Object.values(drafts.value).some((one) => one.state === "failed" || one.state === "conflict" || one.state === "waiting");
  const words = faults ? `${faults} to mend` : others ? `${others} to look at` : notes ? `${notes === 1 ? "1 note" : `${notes} notes`}` : "No problems";
  return html`<header class="top">
    <p class="skips"><a href="#form" onClick=${(/** @type {Event} */ event) => skip(event, "form")}>To the form</a>
      <a href="#page" onClick=${(/** @type {Event} */ event) => skip(event, "page")}>To the printed page</a></p>
    <h1><a class="name" href="#/">${season.value?.title || "Studio"}</a></h1>
    ${season.value?.season && html`<a class="pill" href="#/board">${season.value.season}${season.value.open ? ` · ${season.value.open} not confirmed` : ""}</a>`}
    <a class=${`pill ${faults ? "bad" : others ? "some" : ""}`} href="#/problems">${words}</a>
    <span class="right row"><span class=${`state ${kept || !reached.value ? "bad" : ""}`}>${saveState.value}</span>
      <button type="button" disabled=${!season.value?.undo} onClick=${() => turn("undo")}>Undo</button>
      <button type="button" disabled=${!season.value?.redo} onClick=${() => turn("redo")}>Redo</button>
      <button type="button" class="main" onClick=${startBuild} disabled=${build.value.state === "running"}>${build.value.state === "running" ? "Building …" : "Build season"}</button></span>
  </header>`;
}

/** @param {Event} event @param {string} id */
function skip(event, id) {
  event.preventDefault();
  part.value = id;
  requestAnimationFrame(() => {
    const target = /** @type {HTMLElement | null} */ (document.querySelector(id === "form" ? "#form .head h2" : "#page button:not(:disabled), #page select"));
    target?.focus();
  });
}

/** Views of the whole season, fetched when one is opened. @type {import("./vendor/signals.js").Signal<any>} */
const later = signal(null);

function Later() {
  const { view } = route.value, View = later.value?.VIEWS[view];
  if (!later.value) import("./board.js").then((found) => (later.value = found), () => (reached.value = false));
  return html`<div class="item"><header class="head"><h2 tabindex="-1">${TITLES[view]}</h2><p class="quiet">${season.value?.season}</p></header>${View ? html`<${View} />` : html`<p class="empty">Opening …</p>`}</div>`;
}

function Studio() {
  const View = VIEWS[route.value.view] ?? Start, Side = route.value.view === "compare" && later.value ? later.value.Pair : Page;
  return html`<div class=${`studio shows-${part.value}`}>
    <${Head} />
    <nav class="parts" aria-label="Parts of the page">${PARTS.map(([name, title]) => html`<button type="button" key=${name} aria-pressed=${part.value === name ? "true" : "false"}
      onClick=${() => (part.value = name)}>${title}</button>`)}</nav>
    <main><${Season} /><section id="form" class="pane" aria-label="Form"><${View} /></section><${Side} /></main>
    <${Dialog} />
    <p class="unseen" role="status">${said.value.urgent ? "" : said.value.text}</p>
    <p class="unseen" role="alert">${said.value.urgent ? said.value.text : ""}</p>
  </div>`;
}

/** Asks again; the stream tells when somebody answers. @param {...Promise<any>} asked */
const again = (...asked) => asked.forEach((one) => one.catch(() => (reached.value = false)));

/** Fetches everything and writes what waits, where nobody answered. */
const comeBack = () => reached.value || again(loadSeason(), loadItem(), loadPages(), flush("all"));
setInterval(() => barred.value || comeBack(), 3000); // the stream may have missed nothing

/** @param {string} kind @param {any} data */
function hear(kind, data) {
  if (kind === "open") {
    comeBack();
    reached.value = true;
  } else if (kind === "closed") {
    barred.value = data;
    reached.value = false;
  } else if (kind === "season") again(loadSeason(), loadItem(), flush(data.all ? "all" : data.files));
  else if (kind === "problems") again(loadProblems(), loadItem());
  else if (kind === "pages") data?.pages ? showPages(data.document, data.format, data) : again(loadPages());
  else if (kind === "build") build.value = data;
  else if (kind === "compare") comparing.value = data;
  else if (kind === "forms") forgetForms();
}

addEventListener("hashchange", follow);
addEventListener("focus", () => reached.value || flush());
addEventListener("keydown", (event) => {
  const isText = /** @type {HTMLElement} */ (event.target).matches?.("textarea, input:not([type=file], [type=color]), [contenteditable]");
  if (!(event.ctrlKey || event.metaKey) || event.altKey || isText) return;
  const key = event.key.toLowerCase();
  if (key === "z" || key === "y") {
    event.preventDefault();
    turn(key === "y" || event.shiftKey ? "redo" : "undo");
  }
});

// A field that is wanted is focused once the form has it; a text that is outlined is brought into view.
effect(() => {
  if (wanted.value && content.value && form.value.length) requestAnimationFrame(focusWanted);
});
effect(() => {
  if (current.value && pages.value && pageNumber.value) requestAnimationFrame(revealOutlined);
});
effect(() => {
  const here = season.value?.items.find((item) => item.kind === route.value.kind && item.id === route.value.id)?.title;
  document.title = [TITLES[route.value.view] ?? here, season.value?.title, "Studio"].filter(Boolean).join(" · ");
});
// Another view begins at its heading, as another page would.
let before = "";
effect(() => {
  const now = JSON.stringify(route.value);
  if (before && before !== now && !wanted.value) requestAnimationFrame(() => /** @type {HTMLElement | null} */ (document.querySelector("#form .head h2"))?.focus());
  before = now;
});

try {
  await enter();
  await loadSeason();
} catch (failure) {
  render(html`<main class="lost"><h1>The studio</h1><p>This page is opened by the address that is written where the studio was started.
    Start it again there, with <code>python make_brochure.py studio</code>, and use the address that it writes.</p></main>`, document.body);
  throw failure;
}
render(html`<${Studio} />`, document.body);
follow();
listen(hear, season.value?.last);
recover();
ask("/api/output").then((told) => (build.value = told), () => {});
