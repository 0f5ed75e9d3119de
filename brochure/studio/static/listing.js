/** A public listing, exported as a spreadsheet, against what is written here: what differs, and what its columns are for. */

import { signal } from "./vendor/signals.js";
import { ask } from "./api.js";
import { html, Problems } from "./place.js";
import { addressOf, say } from "./state.js";
import { fail, flush, refused } from "./saving.js";

/** @typedef {{program: string, columns: Record<string, string>, names: Record<string, string>}} Meaning */

/** The listing: its name and bytes, what was found (`told`, "asked" until it is known), and whether its columns were known. @type {import("./vendor/signals.js").Signal<any>} */
const listing = signal(null);
/** What the columns of listings are for, by their names: this browser remembers it for the next season. */
const KNOWN = "studio: columns of listings";
const STATES = /** @type {[string, string][]} */ ([["differs", "different"], ["only there", "only there"], ["only here", "only here"], ["not compared", "not compared"], ["same", "the same"]]);

/** @returns {Record<string, Meaning>} */
const known = () => JSON.parse(localStorage.getItem(KNOWN) ?? "{}");
/** What a field is called, by its path. @param {string} path */
const called = (path) => path.replace(/\./g, ", ").replace(/_/g, " ");

/** Takes the file that was chosen. @param {FileList | null | undefined} files */
function bring(files) {
  if (!files?.length) return;
  const [file] = files, reader = new FileReader();
  reader.onload = () => compare({ name: file.name, data: String(reader.result).split(",")[1] ?? "" });
  reader.readAsDataURL(file);
}

/** Compares a listing, by what somebody has said of its columns. @param {{name: string, data: string}} file @param {Meaning} [meaning] */
async function compare({ name, data }, meaning) {
  const before = listing.value;
  if (!meaning) listing.value = { name, data, told: "asked" };
  refused.value = [];
  await flush();
  try {
    let told = await ask("/api/board/listing", { name, data, ...meaning });
    const kept = known()[told.columns.join("\n")];
    if (!meaning && kept) told = await ask("/api/board/listing", { name, data, ...kept });
    if (meaning) localStorage.setItem(KNOWN, JSON.stringify({ ...known(), [told.columns.join("\n")]: meaning }));
    listing.value = { name, data, told, isKnown: meaning ? before.isKnown : Boolean(kept) };
    say(`Compared: ${tally(told.lines).map(([, title, count]) => `${count} ${title}`).join(", ")}.`);
    if (!meaning) requestAnimationFrame(() => document.getElementById("listed")?.focus());
  } catch (failure) {
    listing.value = before;
    await fail(failure);
  }
}

/** @param {any[]} lines @returns {[string, string, number][]} */
const tally = (lines) => STATES.map(([state, title]) => /** @type {[string, string, number]} */ ([state, title, lines.filter((one) => one.state === state).length])).filter(([, , count]) => count);

export function Listing() {
  const told = listing.value?.told;
  return html`<div class="group board">
    <p>What your pages on a public listing say is exported there as Excel or CSV. It is held against what is written here, value by value; nothing is changed.</p>
    <${Problems} problems=${refused.value} />
    <p class="row"><label class=${`button${told ? "" : " main"}`} for="listing-file">Choose a listing …</label><input class="unseen" type="file" id="listing-file" accept=".xlsx,.xlsm,.csv,.tsv"
      onChange=${(/** @type {any} */ event) => bring(event.target.files)} /> <a class="button" href="#/board">Back to the season</a></p>
    ${told === "asked" && html`<p role="status" class="empty">Comparing …</p>`}
    ${told && told !== "asked" && html`<${Found} told=${told} />`}</div>`;
}

/** @param {{told: any}} props */
function Found({ told }) {
  const { name } = listing.value, meaning = /** @type {Meaning} */ (told.meaning);
  const again = (/** @type {Partial<Meaning>} */ more) => compare(listing.value, { ...meaning, ...more });
  const programs = [...new Set(told.lines.map((/** @type {any} */ one) => one.program))];
  const missing = told.lines.filter((/** @type {any} */ one) => one.state === "only here" && !one.field).map((/** @type {any} */ one) => one.program);
  const seen = (/** @type {string} */ program) => told.lines.filter((/** @type {any} */ one) => one.program === program && one.state !== "same");
  return html`<section class="part level3" aria-labelledby="listed"><h3 id="listed" tabindex="-1">${name}</h3>
      <ul class="tally" aria-label="What was found">${tally(told.lines).map(([state, title, count]) => html`<li key=${state}><strong>${count}</strong> ${title}</li>`)}</ul>
      ${programs.every((one) => !seen(one).length) && html`<p>Everything that both say is the same.</p>`}</section>
    ${programs.filter((one) => seen(one).length).map((program) => html`<section key=${program} class="values"><h4>${program || "A row without a program"}</h4><ul>${seen(program).map((/** @type {any} */ one, /** @type {number} */ at) => html`<li key=${at}>
      <${Line} one=${one} missing=${missing} told=${told} again=${again} />${one.id && html`<a class="button small" href=${addressOf(one.kind, one.id, one.path)}>Open<span class="unseen">: ${program}, ${called(one.field)}</span></a>`}</li>`)}</ul></section>`)}
    <details class="more mapping" open=${!listing.value.isKnown}><summary>What the columns are for</summary>
      <p class="quiet">Guessed by their names. What you say here is remembered for the next listing with these columns.</p>
      <ul><li><label for="listing-program">Names of programs</label><select id="listing-program" value=${meaning.program}
        onChange=${(/** @type {any} */ event) => again({ program: event.target.value, columns: { ...meaning.columns, [meaning.program]: "ignore", [event.target.value]: "ignore" } })}>
        ${told.columns.map((/** @type {string} */ one) => html`<option key=${one} value=${one}>${one}</option>`)}</select></li>
      ${told.columns.map((/** @type {string} */ column, /** @type {number} */ at) => column !== meaning.program && html`<li key=${column}><label for=${`listing-${at}`}>${column}</label>
        <select id=${`listing-${at}`} value=${meaning.columns[column] ?? "ignore"} onChange=${(/** @type {any} */ event) => again({ columns: { ...meaning.columns, [column]: event.target.value } })}>
          <option value="ignore">passed over</option>${told.fields.map((/** @type {string} */ one) => html`<option key=${one} value=${one}>${called(one)}</option>`)}</select></li>`)}</ul></details>`;
}

/** One value, or a program that stands on one side only. @param {{one: any, missing: string[], told: any, again: (more: Partial<Meaning>) => void}} props */
function Line({ one, missing, told, again }) {
  const cell = one.row > 0 && html`<span class="quiet">row ${one.row}${one.column && `, column ${one.column}`}</span>`;
  if (!one.field && one.state === "only there") return html`<span>The listing has a program of this name, and there is none here${one.why && `: ${one.why}`}.${cell}
    ${missing.length > 0 && html`<label class="quiet" for=${`listed-${one.program}`}>It is called here</label> <select id=${`listed-${one.program}`} value=""
      onChange=${(/** @type {any} */ event) => again({ names: { ...told.meaning.names, [one.program]: event.target.value } })}><option value="">nothing</option>
      ${told.programs.filter((/** @type {any} */ it) => missing.includes(it.name)).map((/** @type {any} */ it) => html`<option key=${it.id} value=${it.id}>${it.name}</option>`)}</select>`}</span>`;
  if (!one.field) return html`<span>${one.state === "only here" ? "The listing has no row for it." : `Not compared: ${one.why}.`}${cell}</span>`;
  const words = { differs: html`<ins>${one.here}</ins> here, <del>${one.there}</del> there`, "only here": html`<ins>${one.here}</ins> here, nothing there`, "only there": html`<del>${one.there}</del> there, nothing here` };
  return html`<span>${called(one.field)}: ${/** @type {Record<string, any>} */ (words)[one.state] ?? html`not compared, since ${one.why}: ${one.here} here, ${one.there} there`}${cell}</span>`;
}
