/**
 * The whole season: what is not confirmed yet, what is approved, and the way into the next one; fetched when a view is opened.
 */

import { effect, signal } from "./vendor/signals.js";
import { ask } from "./api.js";
import { html, Problems, sentence } from "./place.js";
import { addressOf, comparing, kindOf, loadSeason, problems, route, say, season, shown } from "./state.js";
import { fail, flush, refused } from "./saving.js";
import { Build } from "./build.js";
import { Listing } from "./listing.js";
import { Compare, documentOf, Pair, Pieces, Progress } from "./compare.js";

/** @typedef {{kind: string, id: string, path: import("./types.js").Path, title: string}} Spot */
/** @typedef {Spot & {key: string, says: string, state: string, is_other: boolean, season: string, by: string, on: string, as_of: string, documents: string[]}} Value */

/** How the season stands. @type {import("./vendor/signals.js").Signal<any>} */
const standing = signal(null);
/** How documents stand: nothing before somebody asks, "asked" until it is known. @type {import("./vendor/signals.js").Signal<any[] | "asked" | null>} */
const documents = signal(null);
/** Which values are ticked. @type {import("./vendor/signals.js").Signal<Record<string, boolean>>} */
const ticked = signal({});
const list = signal("open");
/** What is being written, so that nobody asks for it twice. */
const busy = signal("");
const WHO = "studio: who confirms";
const who = signal(localStorage.getItem(WHO) ?? "");

const sheet = Object.assign(document.createElement("link"), { rel: "stylesheet", href: "/static/board.css" });
document.head.append(sheet);

/** Goes to an element as soon as it is there. @param {string} id */
const goTo = (id) => requestAnimationFrame(() => requestAnimationFrame(() => document.getElementById(id)?.focus()));

/** Asks for how the season stands. What is wrong is said; who cannot be reached is waited for. */
async function loadStanding() {
  try {
    standing.value = await ask("/api/board");
  } catch (failure) {
    await fail(failure);
  }
}

// Whatever changes, the board follows; what documents look like is looked at again when somebody asks for it.
effect(() => {
  if (season.value && ["board", "next-season", "compare", "listing"].includes(route.value.view)) loadStanding();
});

/** @param {number} count @param {string} one @param {string} [many] */
const some = (count, one, many = `${one}s`) => `${count} ${count === 1 ? one : many}`;

/** Whose name stands on it; nobody's is asked for there. */
function named() {
  const name = who.value.trim();
  if (!name) {
    refused.value = [{ message: "Write your name first: it is kept with what you confirm and approve.", gravity: "error" }];
    say(refused.value[0].message, true);
    document.getElementById("who")?.focus();
  }
  return name;
}

/** Has something written, one thing at a time. @param {string} what @param {() => Promise<any>} work @param {string} words said when it is done */
async function done(what, work, words) {
  if (busy.value) return null;
  busy.value = what;
  await flush();
  refused.value = [];
  try {
    const told = await work();
    await loadSeason();
    say(words);
    return told ?? true;
  } catch (failure) {
    await fail(failure);
    return null;
  } finally {
    busy.value = "";
  }
}

/** A view of a season that can be printed. @param {any} View */
const ofSound = (View) => () => {
  const now = standing.value;
  if (!now) return html`<${Problems} problems=${refused.value} /><p class="empty">Looking …</p>`;
  return now.is_sound ? html`<${View} now=${now} />` : html`<p class="told error">There are mistakes in the content. Once they are mended, what holds for the season stands here.</p><${Problems} problems=${[...refused.value, ...problems.value.filter((one) => one.gravity === "error")]} leads />`;
};

/** @param {{now: any}} props */
function Board({ now }) {
  const open = now.values.filter((/** @type {Value} */ one) => one.state !== "confirmed").length + now.gone.length;
  const others = now.values.filter((/** @type {Value} */ one) => one.is_other).length;
  const known = Array.isArray(documents.value) ? documents.value : null;
  return html`<div class="group board">
    ${(!now.is_first || known) && html`<ul class="tally" aria-label="How the season stands">
      ${!now.is_first && html`<li><strong>${open}</strong> of ${now.values.length + now.gone.length} not confirmed</li><li><strong>${others}</strong> changed since the season before</li>`}
      ${known && html`<li><strong>${known.filter((one) => one.state === "approved").length}</strong> of ${some(known.length, "document")} approved</li>`}</ul>`}
    <p class="row"><a class="button" href="#/next-season">Next season …</a> <a class="button" href="#/compare">Compare …</a> <a class="button" href="#/listing">Public listing …</a></p>
    <${Problems} problems=${refused.value} />
    ${(!now.is_first || known) && html`<${Who} names=${now.names} />`}
    ${now.days.length > 0 && html`<${Days} all=${now.days} />`}
    <section class="part level3" aria-labelledby="open-values"><h3 id="open-values" tabindex="-1">What has to be confirmed</h3>
      ${now.is_first ? html`<p>This is the first season, in which nothing can have gone stale. Once you have begun <a href="#/next-season">the next one</a>, every figure, date, person and
        sum of the last season stands here until somebody says that it still holds.</p>` : html`<${Values} now=${now} />`}</section>
    <section class="part level3" aria-labelledby="approvals"><h3 id="approvals" tabindex="-1">What is approved</h3><${Documents} asks=${now.asks} /></section>
  </div>`;
}

/** How days are moved on, and those that are not to be. */
const way = signal(/** @type {"week" | "date"} */ ("week"));
const staying = signal(/** @type {Record<string, boolean>} */ ({}));

/** Days with the day of the week of the first one. @param {string} words */
const withWeekday = (words) => `${new Date(`${words.slice(0, 10)}T12:00`).toLocaleDateString("en", { weekday: "short" })} ${words}`;

/** All days of the season before, moved on at once. @param {{all: (Spot & {key: string, says: string, old: string, week: string, date: string})[]}} props */
function Days({ all }) {
  const going = all.filter((one) => one[way.value] && !staying.value[one.key]);
  const move = async () => {
    const seen = Object.fromEntries(going.map((one) => [one.key, one[way.value]]));
    if (await done("days", () => ask("/api/board/days", { seen, way: way.value }), `${some(going.length, "entry", "entries")} moved. Undo takes it back.`)) goTo("open-values");
  };
  return html`<section class="part level3" aria-labelledby="passed-days"><h3 id="passed-days" tabindex="-1">Days of the season before <span class="quiet">${all.length}</span></h3>
    <p>Nobody has changed them since. They can be moved on together; what you leave unticked stays. Each is looked over and confirmed below afterwards.</p>
    <p class="row"><label for="days-way">Move them to</label> <select id="days-way" value=${way.value} onChange=${(/** @type {any} */ event) => (way.value = event.target.value)}>
      <option value="week">the same days of the week</option><option value="date">the same dates</option></select>
      <button type="button" class="main" disabled=${!going.length || busy.value} onClick=${move}>${busy.value === "days" ? "Moving …" : `Move ${some(going.length, "entry", "entries")}`}</button></p>
    ${grouped(all).map(([title, here]) => html`<fieldset key=${title} class="values"><legend>${title} <span class="quiet">${here.length}</span></legend><ul>${here.map((one) => html`<li key=${one.key}>
      <label><input type="checkbox" disabled=${!one[way.value]} checked=${Boolean(one[way.value]) && !staying.value[one.key]}
        onChange=${(/** @type {any} */ event) => (staying.value = { ...staying.value, [one.key]: !event.target.checked })} /><span>${one.says}<span class="quiet">${one[way.value] ? `${withWeekday(one.old)} becomes ${withWeekday(one[way.value])}` : "there is no such date in that year: open it, and write another"}</span></span></label>
      ${one.id && html`<a class="button small" href=${addressOf(one.kind, one.id, one.path)}>Open<span class="unseen">: ${one.says}</span></a>`}</li>`)}</ul></fieldset>`)}</section>`;
}

/** Who says so, asked for once: this browser remembers it. @param {{names: string[]}} props */
function Who({ names }) {
  return html`<div class="field who"><div class="label"><label for="who">Your name</label> <span class="help" id="who-help">It is kept with what you confirm and approve.</span></div>
    <input id="who" autocomplete="name" list="who-names" value=${who.value} aria-describedby="who-help" onInput=${(/** @type {any} */ event) => {
      who.value = event.target.value;
      localStorage.setItem(WHO, who.value);
    }} /><datalist id="who-names">${names.map((name) => html`<option key=${name} value=${name} />`)}</datalist></div>`;
}

/** Values in the groups in which people know them: all facts, all people, else by what they stand in. @template {Spot} T @param {T[]} values */
function grouped(values) {
  const groups = /** @type {Map<string, T[]>} */ (new Map());
  for (const one of values) {
    const name = ["fact", "person"].includes(one.kind) ? kindOf(one.kind).plural : one.title;
    groups.set(name, [...(groups.get(name) ?? []), one]);
  }
  return [...groups];
}

/** @param {{now: any}} props */
function Values({ now }) {
  const all = /** @type {Value[]} */ (now.values);
  const lists = /** @type {Record<string, Value[]>} */ ({
    open: all.filter((one) => one.state !== "confirmed"),
    other: all.filter((one) => one.is_other),
    confirmed: all.filter((one) => one.state === "confirmed"),
  });
  const gone = list.value === "open" ? /** @type {string[]} */ (now.gone) : [];
  const seen = lists[list.value] ?? lists.open;
  const keys = [...seen.map((one) => one.key), ...gone].filter((key) => ticked.value[key]);
  const tabs = [["open", "Open", lists.open.length + now.gone.length], ["other", "Changed", lists.other.length], ["confirmed", "Confirmed", lists.confirmed.length]];
  const confirm = async () => {
    const by = named();
    if (!by) return;
    const told = await done("confirm", () => ask("/api/board/confirm", { keys, by }), `${some(keys.length, "value")} confirmed. Undo takes it back.`);
    if (!told) return;
    ticked.value = {};
    goTo("open-values");
  };
  return html`<div role="group" aria-label="Which values" class="tabs">${tabs.map(([name, title, count]) => html`<button type="button" key=${name} aria-pressed=${name === list.value ? "true" : "false"}
      onClick=${() => { list.value = String(name); ticked.value = {}; }}>${title} <span class="quiet">${count}</span></button>`)}</div>
    ${seen.length + gone.length === 0 && html`<p>${{ open: "Everything is confirmed.", other: "Nothing says something else than in the season before.", confirmed: "Nothing is confirmed yet." }[list.value]}</p>`}
    ${list.value !== "confirmed" && seen.length + gone.length > 0 && html`<p class="row does"><button type="button" class="main" disabled=${!keys.length || busy.value} onClick=${confirm}>${busy.value === "confirm" ? "Confirming …" : keys.length ? `Confirm ${some(keys.length, "value")}` : "Confirm what is ticked"}</button>
      <button type="button" class="small" onClick=${() => (ticked.value = keys.length ? {} : Object.fromEntries([...seen.map((one) => one.key), ...gone].map((key) => [key, true])))}>${keys.length ? "Tick none" : "Tick all"}</button></p>`}
    ${grouped(seen).map(([title, values]) => html`<fieldset key=${title} class="values"><legend>${title} <span class="quiet">${values.length}</span></legend>
      ${list.value !== "confirmed" && values.length > 2 && html`<button type="button" class="small these" onClick=${() => (ticked.value = { ...ticked.value, ...Object.fromEntries(values.map((one) => [one.key, true])) })}>Tick these ${values.length}</button>`}
      <ul>${values.map((one) => html`<${Line} key=${one.key} one=${one} canTick=${list.value !== "confirmed"} />`)}</ul></fieldset>`)}
    ${gone.length > 0 && html`<fieldset class="values"><legend>No longer there <span class="quiet">${gone.length}</span></legend>
      <ul>${gone.map((key) => html`<li key=${key}><${Tick} name=${key}>${key}<span class="quiet">it was there in the season before; to confirm it says that it may be gone</span><//></li>`)}</ul></fieldset>`}`;
}

/** @param {{name: string, children?: any}} props */
const Tick = ({ name, children }) => html`<label><input type="checkbox" checked=${ticked.value[name] === true}
  onChange=${(/** @type {any} */ event) => (ticked.value = { ...ticked.value, [name]: event.target.checked })} /><span>${children}</span></label>`;

/** @param {{one: Value, canTick: boolean}} props */
function Line({ one, canTick }) {
  const known = one.state === "confirmed" ? [one.by ? `confirmed by ${one.by} on ${one.on}` : `as of ${one.as_of}`, one.is_other && "another value than before"]
    : [one.is_other && "says something else than before", (one.as_of || one.season) && `as of ${one.as_of || one.season}`, one.documents.length > 0 && `printed in ${some(one.documents.length, "document")}`];
  const words = html`${one.says}<span class="quiet">${known.filter(Boolean).join(" · ")}</span>`;
  return html`<li class=${one.is_other && one.state !== "confirmed" ? "is-other" : ""}>${canTick && one.state !== "confirmed" ? html`<${Tick} name=${one.key}>${words}<//>` : html`<span>${words}</span>`}
    ${one.id && html`<a class="button small" href=${addressOf(one.kind, one.id, one.path)}>Open<span class="unseen">: ${one.says}</span></a>`}</li>`;
}

/** @param {{asks: boolean}} props */
function Documents({ asks }) {
  const all = documents.value;
  const look = async () => {
    documents.value = "asked";
    comparing.value = { done: 0, of: 0, text: "" };
    await flush();
    try {
      documents.value = await ask("/api/board/approvals");
      say("All documents have been looked at.");
    } catch (failure) {
      documents.value = null;
      await fail(failure);
    }
    goTo("approvals");
  };
  return html`${!asks && html`<p class="quiet">Documents need no approval here. Where they are to be drafts until somebody approves them, choose <i>required</i> at <a href=${addressOf("publication", "publication", ["approvals"])}>Approvals</a>.</p>`}
    ${all === "asked" ? html`<p role="status" class="empty">Looking at all documents …</p><${Progress} />` : html`<p class="row"><button type="button" class=${all ? "small" : ""} onClick=${look}>${all ? "Look again" : "Look at all documents"}</button>
      <span class="quiet">${all ? "" : "They are made as they would be printed now, which takes a moment."}</span></p>`}
    ${Array.isArray(all) && html`<ul class="judged">${ordered(all).map((one) => html`<${Judged} key=${one.name} one=${one} asks=${asks} />`)}</ul>`}`;
}

/** As the list at the left has them. @param {any[]} all */
function ordered(all) {
  const names = (season.value?.documents ?? []).map((one) => one.name);
  return [...all].sort((one, other) => names.indexOf(documentOf(one.name).document) - names.indexOf(documentOf(other.name).document));
}

/** @param {{one: any, asks: boolean}} props */
function Judged({ one, asks }) {
  const { title, document: name, format } = documentOf(one.name);
  const approve = async () => {
    const by = named();
    if (!by) return;
    const told = await done(one.name, () => ask("/api/board/approve", { seen: { [one.name]: one.seen }, by }), `${title} is approved. Undo takes it back.`);
    if (told) documents.value = told;
    goTo(`judged-${one.name}`);
  };
  const said = one.state === "approved" ? `approved by ${one.by} on ${one.on}` : one.state === "changed" ? `changed since ${one.by} approved it on ${one.on}` : "";
  return html`<li><div><h4 id=${`judged-${one.name}`} tabindex="-1">${title}</h4>
      <p class="quiet"><span class=${`mark ${one.state}`}>${one.state === "approved" && !one.why ? "Approved" : asks ? "Draft" : one.state === "approved" ? "Approved" : "Not approved"}</span> ${said}${one.state === "approved" && one.why ? `; ${one.why}` : ""}</p></div>
    <p class="row">${name && html`<button type="button" class="small" onClick=${() => (shown.value = { document: name, format })}>Look at it<span class="unseen">: ${title}</span></button>`}
      ${one.state !== "approved" && html`<button type="button" class="small" disabled=${busy.value} onClick=${approve}>${busy.value === one.name ? "Approving …" : html`Approve<span class="unseen"> ${title}</span>`}</button>`}</p>
    ${one.state === "changed" && html`<details class="more"><summary>What changed since then</summary>
      ${one.words.length > 0 ? html`<ul class="changes">${one.words.map((/** @type {any} */ change, /** @type {number} */ at) => html`<li key=${at}>${change.called && html`<span class="quiet">${change.called}: </span>`}<${Pieces} pieces=${change.pieces} /></li>`)}</ul>`
        : html`<p>${one.is_kept ? `No words: ${one.pages.length ? one.pages.map((/** @type {any} */ page) => `page ${page.new_page || page.old_page} (${page.what.join(", ")})`).join("; ") : "something that is seen"}.` : "What was approved is not kept here, so that nobody can tell."}</p>`}</details>`}</li>`;
}

/** What is asked for of the next season, and what that would change. @type {import("./vendor/signals.js").Signal<{label?: string, issued: string, valid_until: string, graduates: string}>} */
const wish = signal({ issued: "", valid_until: "", graduates: "" });
/** @type {import("./vendor/signals.js").Signal<any>} */
const plan = signal(null);
/** @type {import("./vendor/signals.js").Signal<import("./types.js").Problem[]>} */
const unplanned = signal([]);
/** @type {ReturnType<typeof setTimeout>} */
let pause;
let asked = 0;

/** Shows what would change, a moment after the last letter. @param {Record<string, string>} more */
function wishFor(more) {
  wish.value = { ...wish.value, ...more };
  clearTimeout(pause);
  pause = setTimeout(preview, 350);
}

async function preview() {
  const wanted = wish.peek(), label = wanted.label ?? standing.peek()?.next ?? "", mine = ++asked;
  if (!label.trim()) return void (plan.value = null);
  try {
    await flush();
    const told = await ask("/api/board/next", { ...wanted, label });
    if (mine !== asked) return;
    const count = some(told.steps.length, "change");
    if (plan.peek()?.seen !== told.seen) say(`${count} would be made.`);
    plan.value = told;
    unplanned.value = told.problems ?? [];
  } catch (failure) {
    if (mine !== asked) return;
    plan.value = null;
    const found = /** @type {any} */ (failure).problems;
    if (found?.length) unplanned.value = found;
    else await fail(failure);
  }
}

effect(() => {
  if (route.value.view === "next-season" && standing.value?.is_sound) preview();
});

/** @param {{now: any}} props */
function Next({ now }) {
  const told = plan.value, label = wish.value.label ?? now.next;
  const begin = async () => {
    const applied = await done("begin", () => ask("/api/board/begin", { ...wish.value, label, seen: told.seen }), `The season is ${label} now. Undo takes all of it back.`);
    if (!applied) return void preview();
    wish.value = { issued: "", valid_until: "", graduates: "" };
    plan.value = null;
    documents.value = null;
    list.value = "open";
    location.hash = "#/board";
  };
  const day = (/** @type {"issued" | "valid_until"} */ name, /** @type {string} */ title) => html`<div class="field"><label for=${`next-${name}`} class="label">${title}</label>
    <input id=${`next-${name}`} type="date" class="date" value=${wish.value[name]} onInput=${(/** @type {any} */ event) => wishFor({ [name]: event.target.value })} /></div>`;
  return html`<div class="group board">
    <p>The season ${now.season} is kept as it is, and the next one begins with all that it said. Every change is shown here before it is made; no text is changed, and no date. One <i>Undo</i> takes all of it back.</p>
    <${Problems} problems=${[...refused.value, ...unplanned.value]} />
    <div class="field"><label for="next-label" class="label">What the next season is called</label>
      <input id="next-label" value=${label} autocomplete="off" onInput=${(/** @type {any} */ event) => wishFor({ label: event.target.value })} /></div>
    <div class="two">${day("issued", "Day of issue")}${day("valid_until", "Last day on which it holds")}</div>
    ${told?.leaving.length > 0 && html`<div class="field"><div class="label"><label for="next-graduates">${some(told.leaving.length, "person has", "people have")} been through the last class</label> <span
        class="help" id="leaving">${told.leaving.join("; ")}</span></div>
      <select id="next-graduates" aria-describedby="leaving" value=${wish.value.graduates} onChange=${(/** @type {any} */ event) => wishFor({ graduates: event.target.value })}>
        <option value="">Choose where they go</option>${now.lists.map((/** @type {string} */ name) => html`<option key=${name} value=${name}>into the list ${name}</option>`)}<option value="drop">out of their list</option></select></div>`}
    ${told && html`<section class="part level3" aria-labelledby="planned"><h3 id="planned">What would change</h3>
        <${Steps} steps=${told.steps} none="Nothing in the content." />
        <p class="quiet">${some(told.values, "value")} of ${now.season} would have to be confirmed from then on, and reviews and approvals are let go.</p></section>
      ${told.left.length > 0 && html`<section class="part level3" aria-labelledby="left"><h3 id="left">What is left to you</h3>${told.days > 0 && html`<p>Once the season has begun, its board moves ${told.days === 1 ? "the day" : `all ${told.days} days`} below on at the press of one button.</p>`}<${Steps} steps=${told.left} /></section>`}`}
    <p class="row"><button type="button" class="main" disabled=${!told || told.asks || busy.value} onClick=${begin}>${busy.value ? "Beginning …" : told ? `Begin ${told.label}` : "Begin"}</button> <a class="button" href="#/board">Not now</a>
      ${told?.asks && html`<span class="quiet">Say first where those go who leave.</span>`}</p>
  </div>`;
}

/** Changes, by what they are in; each leads there. @param {{steps: any[], none?: string}} props */
function Steps({ steps, none }) {
  const groups = /** @type {Map<string, any[]>} */ (new Map());
  for (const one of steps) groups.set(one.title, [...(groups.get(one.title) ?? []), one]);
  if (!steps.length) return html`<p>${none}</p>`;
  return html`${[...groups].map(([title, found]) => html`<div key=${title} class="values"><h4>${title} <span class="quiet">${found.length}</span></h4><ul>${found.map((one, at) => html`<li key=${at}>
    <span>${sentence(one.what)}${one.hint && html`<span class="quiet">${sentence(one.hint)}</span>`}</span>
    ${one.id && html`<a class="button small" href=${addressOf(one.kind, one.id, one.path)}>Open<span class="unseen">: ${one.what}</span></a>`}</li>`)}</ul></div>`)}`;
}

export const VIEWS = { board: ofSound(Board), build: Build, "next-season": ofSound(Next), compare: ofSound(Compare), listing: ofSound(Listing) };
export { Pair };
