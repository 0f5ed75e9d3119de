/** The left of the page: everything that a season is made of, and a search over all of it. */

import { signal } from "./vendor/signals.js";
import { html } from "./place.js";
import { ask } from "./api.js";
import { addressOf, GROUPS, kindOf, part, problems, route, season } from "./state.js";
import { asking } from "./views.js";

const sought = signal("");
/** @type {import("./vendor/signals.js").Signal<any[] | null>} */
const found = signal(null);
/** @type {ReturnType<typeof setTimeout>} */
let pause;

/** @param {string} words */
function search(words) {
  sought.value = words;
  clearTimeout(pause);
  if (!words.trim()) return void (found.value = null);
  pause = setTimeout(async () => {
    const told = await ask(`/api/search?q=${encodeURIComponent(words)}`).catch(() => []);
    if (sought.value === words) found.value = told.results ?? told;
  }, 150);
}

export function Season() {
  const all = season.value?.items ?? [];
  const kinds = [...new Set(all.map((item) => item.kind))];
  const named = new Set(Object.values(GROUPS).flat());
  const groups = Object.entries({ ...GROUPS, More: kinds.filter((kind) => !named.has(kind)) })
    .map(([name, wanted]) => /** @type {const} */ ([name, wanted.filter((kind) => kinds.includes(kind) || kindOf(kind).can_make)]));
  return html`<nav id="season" aria-label="Season" class="pane">
    <p class="search"><label class="unseen" for="search">Search everything</label>
      <input id="search" type="search" placeholder="Search everything" autocomplete="off" value=${sought.value}
        onInput=${(/** @type {any} */ event) => search(event.target.value)} /></p>
    ${found.value ? html`<${Found} />` : groups.map(([name, here]) => here.length > 0 && html`<div key=${name}><h2>${name}</h2>
      ${here.map((kind) => html`<${Kind} key=${kind} kind=${kind} items=${all.filter((item) => item.kind === kind)} isOnly=${kindOf(kind).plural === name} />`)}</div>`)}
  </nav>`;
}

/** @param {{kind: string, items: import("./types.js").Item[], isOnly: boolean}} props */
function Kind({ kind, items, isOnly }) {
  const { label, plural, many, can_make: canMake } = kindOf(kind);
  const isHere = route.value.view === "item" && kind === route.value.kind;
  const faults = items.reduce((sum, item) => sum + item.problems, 0);
  const list = html`<ul>${items.map((item) => html`<li key=${item.id}><${Link} item=${item} title=${many ? item.title || item.id : plural} /></li>`)}</ul>`;
  const add = canMake && many && html`<button type="button" class="new" onClick=${() => (asking.value = { what: "new", kind })}>+ New ${label.toLowerCase()}</button>`;
  if (isOnly || !many) return html`<div>${list}${add}</div>`;
  return html`<details open=${isHere}><summary><span>${plural}</span>
    <span class="count">${faults > 0 && html`<${Dot} count=${faults} />`}${items.length}</span></summary>${list}${add}</details>`;
}

/** @param {{item: import("./types.js").Item, title: string}} props */
function Link({ item, title }) {
  const isHere = item.kind === route.value.kind && item.id === route.value.id;
  return html`<a href=${addressOf(item.kind, item.id)} aria-current=${isHere ? "page" : undefined} onClick=${() => (part.value = "form")}>
    <span>${title}</span>${item.problems > 0 && html`<${Dot} count=${item.problems} />`}</a>`;
}

/** @param {{count: number}} props */
const Dot = ({ count }) => html`<span class="dot"><span aria-hidden="true">${count}</span><span class="unseen">${count === 1 ? ", 1 problem" : `, ${count} problems`}</span></span>`;

function Found() {
  const results = found.value ?? [];
  return html`<div><h2><span role="status">${results.length === 1 ? "1 place" : `${results.length} places`}</span></h2>
    <button type="button" class="new" onClick=${() => { search(""); document.getElementById("search")?.focus(); }}>Back to the list</button>
    <ul>${results.map((/** @type {any} */ one, /** @type {number} */ at) => html`<li key=${at}><a href=${addressOf(one.kind, one.id, one.path ?? [])} onClick=${() => (part.value = "form")}>
      <span><strong>${one.title}</strong><span class="quiet">${one.text}</span></span></a></li>`)}</ul></div>`;
}

/** How many problems are of some gravity: a note is nothing to be mended or looked at. @param {string} gravity */
export const countOf = (gravity) => problems.value.filter((one) => one.gravity === gravity).length;
