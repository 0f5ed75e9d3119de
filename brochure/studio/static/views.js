/** The middle of the page: forms, the list of what is wrong, and what is asked in between. */

import { signal } from "./vendor/signals.js";
import { ask } from "./api.js";
import { follow, Group } from "./fields.js";
import { asText, html, Problems } from "./place.js";
import { addressOf, build, content, form, kindOf, loadSeason, nameOf, prefix, problems, route, say, season, unread } from "./state.js";
import { Table } from "./lists.js";
import { pictureAddress } from "./looks.js";
import { drafts, fail, flush, refused, send, throwAway } from "./saving.js";

/** What is being asked for in a dialog. @type {import("./types.js").Asking} */
export const asking = signal(null);

/** @param {string} kind @param {string} id */
const itemOf = (kind, id) => season.value?.items.find((item) => item.kind === kind && item.id === id);

/** What the documents are called in which the open item is printed. */
const usedIn = () => (content.value?.used_in ?? []).map((name) => {
  const found = season.value?.documents.find((one) => one.name === name);
  return found ? nameOf(found, found.formats[0]) : name;
});

/** What can be made, renamed, removed. */
const isOneOfMany = (/** @type {string} */ kind) => kindOf(kind).can_make && kindOf(kind).many;

export function Item() {
  const { kind, id } = route.value;
  const item = itemOf(kind, id);
  const { label: word, plural, many } = kindOf(kind);
  const namedBy = content.value?.used_by ?? [], titles = usedIn();
  return html`<div class="item" onFocusIn=${follow}>
    <header class="head"><h2 tabindex="-1">${many ? item?.title || id : plural}</h2>
      <p class="quiet">${many && word}${titles.length > 1 ? html`${many && " · "}<details class="used-in"><summary>used in ${titles.length} documents</summary><ul>${titles.map((title, at) => html`<li key=${at}>${title}</li>`)}</ul></details>` : ""}
        ${namedBy.length > 0 && namedBy.length < 9 ? html` · named by ${namedBy.map((one, at) => html`${at > 0 && ", "}<a key=${at} href=${addressOf(one.kind, one.id)}>${one.title}</a>`)}` : ""}</p>
      ${isOneOfMany(kind) && content.value && html`<p class="row">
        <button type="button" class="small" onClick=${() => (asking.value = { what: "new", kind, id })}>New from this …</button>
        <button type="button" class="small" onClick=${() => (asking.value = { what: "rename", kind, id })}>Rename …</button>
        <button type="button" class="small" onClick=${() => (asking.value = { what: "remove", kind, id })}>Remove …</button></p>`}</header>
    <${Problems} problems=${refused.value} />
    ${unread.value && html`<div class="broken" role="alert"><h3>${content.value ? "The file cannot be read just now" : "This cannot be opened"}</h3>
      <${Problems} problems=${unread.value} />
      <${Unsaved} /></div>`}
    ${content.value && kind === "picture" ? html`<${Picture} />` : content.value ? html`<${Loose} />${Array.isArray(content.value.values) ? html`<${Table} field=${form.value[0]} path=${prefix.value} />`
      : html`<${Group} fields=${form.value} path=${prefix.value} level=${3} isWhole=${kind === "words"} />`}` : !unread.value && html`<p class="empty">Opening …</p>`}
  </div>`;
}

/** What was written here and has no field to be shown in. */
function Unsaved() {
  const mine = Object.entries(drafts.value).filter(([, draft]) => draft.at.kind === route.value.kind && draft.at.id === route.value.id);
  if (!mine.length) return null;
  return html`<div class="group"><p>What you wrote is kept here until it can be saved.</p>${mine.map(([key, draft]) => html`<div key=${key} class="conflict">
    <dl><dt>${draft.label}</dt><dd>${asText(draft.value)}</dd></dl>
    <p class="row"><button type="button" class="small" onClick=${() => send(key)}>Try again</button>
      <button type="button" class="small" onClick=${() => throwAway(key)}>Throw it away</button></p></div>`)}</div>`;
}

/** A picture by itself: what it is, and where it is used. */
function Picture() {
  const { id } = route.value;
  return html`<div class="group"><img src=${pictureAddress(id)} alt="" /><p class="quiet">${content.value?.file}</p></div>`;
}

/** Problems of the item that no field shows. */
function Loose() {
  const known = new Set(form.value.map((field) => field.name));
  const all = (content.value?.problems ?? []).filter((one) => one.path?.length ? !(known.has(String(one.path[prefix.value.length])) || !form.value.length) : !Array.isArray(content.value?.values));
  return html`<${Problems} problems=${all} />`;
}

/** What something is called that has a problem. @param {import("./types.js").Problem} problem */
function called({ kind = "", id = "" }) {
  const item = itemOf(kind, id);
  return item && nameOf(item);
}

/** Problems by what they are in. @param {{found: import("./types.js").Problem[]}} props */
function Grouped({ found: all }) {
  const groups = /** @type {Map<string, import("./types.js").Problem[]>} */ (new Map());
  for (const one of all) {
    const key = one.kind && one.id ? `${one.kind}/${one.id}` : one.file ?? "";
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return html`${[...groups].map(([key, found]) => html`<section key=${key} class="part"><h3>${called(found[0]) || key || "The whole season"}</h3>
      <${Problems} problems=${found} leads /></section>`)}`;
}

export function ProblemList() {
  const notes = problems.value.filter((one) => one.gravity === "note");
  const others = problems.value.filter((one) => one.gravity !== "note");
  return html`<div class="item"><header class="head"><h2 tabindex="-1">Problems</h2>
    <p class="quiet">${others.length ? "A mistake keeps what it is in from being printed. The rest is for you to judge." : "There is none."}</p></header>
    <${Problems} problems=${refused.value} />
    <${Grouped} found=${others} />
    ${notes.length > 0 && html`<details class="more" open=${!others.length}><summary>Notes, for which nothing need be done <span class="quiet">${notes.length}</span></summary><${Grouped} found=${notes} /></details>`}
  </div>`;
}

/** Makes documents. */
export async function begin(what = "build", said = {}) {
  await flush();
  location.hash = "#/build";
  build.value = { state: "running", text: "Beginning", site: build.value.site };
  try {
    await ask(`/api/${what}`, said);
    say("The build has begun.");
  } catch (failure) {
    build.value = { state: "failed" };
    await fail(failure);
  }
}

export const startBuild = () => begin();

export function Start() {
  const faults = problems.value.filter((one) => one.gravity !== "note").length;
  const first = season.value?.items.find((item) => item.kind === "program") ?? season.value?.items[0];
  return html`<div class="item"><header class="head"><h2 tabindex="-1">${season.value?.title || "Studio"}</h2>
    <p class="quiet">${season.value?.institution}</p></header>
    <p>Choose on the left what you want to change. You write in the middle; on the right stands the printed page as it will be. Everything is saved as you write, and Undo takes it back.</p>
    <ul class="ways">
      ${first && html`<li><a href=${addressOf(first.kind, first.id)}>Open ${first.title}</a></li>`}
      ${faults > 0 && html`<li><a href="#/problems">See ${faults === 1 ? "the one problem" : `all ${faults} problems`}</a></li>`}
      <li><a href="#/board">See how the season stands, and begin the next one</a></li>
      <li><a href="#/build">Build the season</a></li></ul>
  </div>`;
}

/** @param {string} words */
const asId = (words) => words.normalize("NFKD").replace(/[^\w\s-]/g, "").trim().toLowerCase().replace(/[\s_-]+/g, "-").replace(/^-|-$/g, "");

/** Where the open item would be missing. */
function Uses() {
  const named = (content.value?.used_by ?? []).map((one) => nameOf(one)), used = usedIn();
  return html`${named.length > 0 && html`<p class="told">${named.length === 1 ? "One place names it" : `${named.length} places name it`}, where it would be missing: ${named.join(", ")}.</p>`}
    ${used.length > 0 && html`<p>It is used in ${used.length === 1 ? "one document" : `${used.length} documents`}: ${used.join(", ")}.</p>`}`;
}

/** What is asked before items change. */
export function Dialog() {
  const now = asking.value;
  if (!now) return null;
  const word = kindOf(now.kind).label.toLowerCase();
  const like = season.value?.items.filter((item) => item.kind === now.kind) ?? [];
  const close = () => {
    asking.value = null;
  };
  /** @param {SubmitEvent} event */
  const answer = async (event) => {
    event.preventDefault();
    const said = new FormData(/** @type {HTMLFormElement} */ (event.target));
    const title = String(said.get("title") ?? "").trim(), id = asId(String(said.get("id") ?? "") || title), { kind } = now;
    try {
      await flush();
      if (now.what === "new") await ask("/api/new", { kind, id, title, like: said.get("like") ?? "" });
      else if (now.what === "rename") await ask("/api/rename", { kind, id: now.id, to: id });
      else await ask("/api/remove", { kind, id: now.id });
      close();
      refused.value = [];
      location.hash = now.what === "remove" ? "#/" : addressOf(kind, id);
      await loadSeason();
      say(now.what === "remove" ? "Removed. Undo brings it back." : now.what === "new" ? "It is there now." : "Renamed everywhere.");
    } catch (failure) {
      await fail(failure);
    }
  };
  const title = { new: `New ${word}`, rename: `Rename ${itemOf(now.kind, now.id ?? "")?.title ?? now.id}`, remove: `Remove ${itemOf(now.kind, now.id ?? "")?.title ?? now.id}?` }[now.what];
  return html`<dialog aria-labelledby="asked" ref=${(/** @type {HTMLDialogElement | null} */ box) => box && !box.open && box.showModal()} onClose=${close} onCancel=${close}>
    <form onSubmit=${answer}><h2 id="asked">${title}</h2>
      ${now.what === "new" && html`<div class="field"><label for="asked-title">Name</label>
        <input id="asked-title" name="title" required autocomplete="off" /></div>`}
      ${now.what !== "remove" && html`<div class="field"><div class="label"><label for="asked-id">Short name</label> <span class="help" id="asked-help">Small letters and digits
        joined by hyphens, such as summer-course: how other places name it.${now.what === "new" ? " Left empty, it is made of the name." : ""}</span></div>
        <input id="asked-id" name="id" required=${now.what === "rename"} autocomplete="off" spellcheck="false" aria-describedby="asked-help" value=${now.what === "rename" ? now.id : ""} /></div>`}
      ${now.what === "rename" && html`<p>It is renamed in every place that names it.</p>`}
      ${now.what === "new" && html`<div class="field"><label for="asked-like">Begin with</label><select id="asked-like" name="like" value=${now.id ?? ""}>
        <option value="">an empty one</option>${like.map((item) => html`<option key=${item.id} value=${item.id}>a copy of ${item.title}</option>`)}</select></div>`}
      ${now.what === "remove" && html`<${Uses} /><p>${prefix.value.length ? "It is taken out of its file" : "The file is put aside"}, and Undo brings it back.</p>`}
      <${Problems} problems=${refused.value} />
      <p class="row"><button class="main">${{ new: "Make it", rename: "Rename", remove: "Remove" }[now.what]}</button> <button type="button" onClick=${close}>Cancel</button></p>
    </form></dialog>`;
}
