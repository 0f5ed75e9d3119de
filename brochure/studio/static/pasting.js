/** A list that is pasted into a table or comes from a spreadsheet: which column is which field, and what it would change. */

import { signal } from "./vendor/signals.js";
import { ask } from "./api.js";
import { html, Problems } from "./place.js";
import { enter } from "./prose.js";
import { fail, flush, refused } from "./saving.js";
import { loadItem, say } from "./state.js";

/** @typedef {import("./types.js").Field} Field */

/** Changes that are shown; all of them are counted. */
const MOST_SEEN = 200;

/** The list: what it goes to (`file`, `path`), its `text`, and what was `found` it would change. @type {import("./vendor/signals.js").Signal<any>} */
const pasted = signal(null);
/** The spreadsheet that it was read from, with the field that each column is for. @type {import("./vendor/signals.js").Signal<any>} */
const table = signal(null);
/** What people call columns besides, by the fields that they mean: proposed where no column is called as the field. */
const ALSO = /** @type {Record<string, string[]>} */ ({
  name: ["fullname", "participant", "student", "person", "who"], role: ["position", "function", "job", "jobtitle"], hometown: ["from", "home", "city", "town"],
  consent_until: ["consent", "agrees", "agreesuntil", "permission"], class_of: ["graduation", "graduates"], distinction: ["honor", "honour", "award", "prize"],
  date: ["day", "when"], label: ["what", "event"], value: ["amount", "price"],
});
const plain = (/** @type {string} */ words) => words.normalize("NFKD").toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
/** Whether what a spreadsheet keeps counts, and not how it shows that. @param {Field | undefined} field */
const isKept = (field) => field?.type === "number" || field?.type === "date";

/** Begins with a list for what stands at a path, empty or from a file that was dropped.
 * @param {string} file @param {import("./types.js").Path} path @param {Field[]} columns @param {FileList | null} [files] */
export function begin(file, path, columns, files) {
  pasted.value = { file, path, columns, text: "", found: null };
  table.value = null;
  bring(files, columns);
}

/** Reads a spreadsheet; columns are for the fields that are called so. @param {FileList | File[] | null | undefined} files @param {Field[]} columns */
async function bring(files, columns) {
  if (!files?.length) return;
  pasted.value = { ...pasted.value, text: "", found: null };
  table.value = null;
  try {
    const told = await ask(`/api/table?name=${encodeURIComponent(files[0].name)}`, files[0]);
    const free = [...columns];
    const fields = told.columns.map((/** @type {string} */ name) => {
      const at = free.findIndex((field) => [field.name, field.label].some((one) => plain(one) === plain(name)));
      return at < 0 ? "" : free.splice(at, 1)[0].name;
    });
    told.columns.forEach((/** @type {string} */ name, /** @type {number} */ at) => {
      const meant = fields[at] ? -1 : free.findIndex((field) => ALSO[field.name]?.includes(plain(name)));
      if (meant >= 0) fields[at] = free.splice(meant, 1)[0].name;
    });
    table.value = { name: files[0].name, ...told, fields, isNew: true };
  } catch (failure) {
    await refuse(failure);
  }
}

/** Shows what the list would change. @param {string} words */
async function look(words) {
  const { file, path } = pasted.value;
  pasted.value = { ...pasted.value, text: words, found: null };
  if (!words.trim()) return;
  try {
    const told = await ask("/api/roster/preview", { file, path, text: words });
    if (pasted.value.text !== words) return;
    pasted.value = { ...pasted.value, found: told };
    say(told.new ? summary(told) : "This list cannot be taken as it is.");
  } catch (failure) {
    if (pasted.value.text !== words) return;
    if (table.value || !/\t.*\n/.test(words)) await refuse(failure);
    else await bringText();
  }
}

/** Lets somebody say what the columns of what was pasted are for. */
const bringText = () => bring([new File([pasted.value.text], "pasted.tsv")], pasted.value.columns);

/** Cells that reach over several rows stand in each of them. @param {ClipboardEvent} event */
function spread(event) {
  const cells = event.clipboardData?.getData("text/html") ?? "";
  if (!/rowspan/i.test(cells)) return;
  event.preventDefault();
  ask("/api/words", { html: cells }).then((told) => look(told.table), refuse);
}

/** Says beside the table why the list cannot be taken. @param {unknown} failure */
async function refuse(failure) {
  await fail(failure);
  pasted.value = { ...pasted.value, found: { problems: refused.value } };
  refused.value = [];
}

/** @param {any} told */
const summary = (told) => `${told.new.length} new, ${told.gone.length} gone, ${told.changed.length} changed`;

/** The table as it would be pasted, with its fields as names of columns. @param {Field[]} columns */
function asText(columns) {
  const { fields, rows } = table.value;
  const used = fields.map((/** @type {string} */ name, /** @type {number} */ at) => ({ at, name, field: columns.find((one) => one.name === name) })).filter((/** @type {any} */ one) => one.name);
  if (!used.length) return "";
  const cell = (/** @type {string} */ words) => (/[\t\n\r"]/.test(words) ? `"${words.replace(/"/g, '""')}"` : words);
  const line = (/** @type {string[]} */ cells) => `${cells.map(cell).join("\t")}\t`;
  const say = (/** @type {string | [string, string]} */ said, /** @type {any} */ one) => (typeof said === "string" ? said : said[isKept(one.field) ? 1 : 0]);
  return [line(used.map((/** @type {any} */ one) => one.name)), ...rows.map((/** @type {any[]} */ row) => line(used.map((/** @type {any} */ one) => say(row[one.at], one))))].join("\n");
}

/** @param {{columns: Field[]}} props */
function Mapping({ columns }) {
  const { name, columns: heads, fields, rows, noticed, isNew } = table.value;
  if (isNew) queueMicrotask(() => {
    table.value = { ...table.value, isNew: false };
    look(asText(columns));
  });
  const choose = (/** @type {number} */ at, /** @type {string} */ field) => {
    table.value = { ...table.value, fields: fields.map((/** @type {string} */ one, /** @type {number} */ other) => (other === at ? field : one === field ? "" : one)) };
    look(asText(columns));
  };
  const sample = (/** @type {number} */ at) => [...new Set(rows.map((/** @type {any[]} */ row) => [row[at]].flat()[0]).filter(Boolean))].slice(0, 3).join(", ");
  const passed = heads.filter((/** @type {string} */ _, /** @type {number} */ at) => !fields[at]);
  return html`<div class="group mapping"><p><strong>${name}</strong> <span class="quiet">${rows.length} rows. Say what each column is for.</span></p>
    <${Problems} problems=${noticed} />
    <ul>${heads.map((/** @type {string} */ head, /** @type {number} */ at) => html`<li key=${head}><label for=${`column-${at}`}>${head} <span class="quiet">${sample(at)}</span></label>
      <select id=${`column-${at}`} value=${fields[at]} ref=${(/** @type {any} */ box) => box && at === 0 && isNew && box.focus()} onChange=${(/** @type {any} */ event) => choose(at, event.target.value)}>
        <option value="">passed over</option>${columns.map((field) => html`<option key=${field.name} value=${field.name}>${field.label}</option>`)}</select></li>`)}</ul>
    ${passed.length > 0 && html`<p class="told">Passed over: ${passed.join(", ")}.</p>`}</div>`;
}

/** Where the list is pasted or chosen, and what it would change. @param {{id: string, columns: Field[], close: () => void}} props */
export function Paste({ id, columns, close }) {
  const { file, path, text, found } = pasted.value;
  const apply = async () => {
    await flush();
    try {
      await ask("/api/roster/apply", { file, path, text });
      close();
      await loadItem();
      say("The list was taken over. Undo brings the old one back.");
    } catch (failure) {
      await fail(failure);
    }
  };
  const isGood = found?.new && !found.problems?.length;
  const changes = isGood ? [
    ...found.new.map((/** @type {any} */ after) => ({ state: "new", before: {}, after })),
    ...found.gone.map((/** @type {any} */ before) => ({ state: "gone", before, after: before })),
    ...found.changed.map((/** @type {any} */ row) => ({ state: "changed", ...row })),
  ] : [];
  const seen = changes.slice(0, MOST_SEEN);
  const names = [...new Set(changes.flatMap((row) => [...Object.keys(row.before), ...Object.keys(row.after)]))];
  return html`<div class="paste">${table.value ? html`<${Mapping} columns=${columns} />` : html`<div class="field">
    <label for=${`${id}-pasted`}>Select the rows in Excel, the names of the columns with them, copy, and paste here</label>
    <textarea id=${`${id}-pasted`} rows="4" spellcheck="false" value=${text} ref=${enter}
      onInput=${(/** @type {any} */ event) => look(event.target.value)} onPaste=${spread} /></div>`}
    <p class="row"><label class="button small" for=${`${id}-file`}>Choose a file (Excel, CSV) …</label><input class="unseen" type="file" id=${`${id}-file`} accept=".xlsx,.xlsm,.csv,.tsv"
      onChange=${(/** @type {any} */ event) => bring(event.target.files, columns)} /> <span class="quiet">or drop it here</span>
      ${!table.value && text && html`<button type="button" class="small" onClick=${bringText}>Say what each column is for</button>`}</p>
    ${found?.problems?.length > 0 && html`<${Problems} problems=${found.problems} />`}
    ${isGood && html`<${Problems} problems=${found.noticed ?? []} /><p><strong>${summary(found)}</strong></p>`}
    ${!table.value && found?.ignored?.length > 0 && html`<p class="told">This list has no place for the ${found.ignored.length === 1 ? "column" : "columns"} ${found.ignored.join(", ")}, which would be left out.</p>`}
    ${changes.length > 0 && html`<div class="wide" role="group" aria-label="What would change" tabindex="0"><table><thead><tr><th scope="col"><span class="unseen">What happens</span></th>
      ${names.map((name) => html`<th key=${name} scope="col">${columns.find((one) => one.name === name)?.label ?? name}</th>`)}</tr></thead>
      <tbody>${seen.map((row, at) => html`<tr key=${at} class=${row.state}><th scope="row">${row.state}</th>
        ${names.map((name) => html`<td key=${name}>${row.state === "changed" && row.before[name] !== row.after[name]
          ? html`<del>${row.before[name]}</del> <ins>${row.after[name]}</ins>` : row.after[name]}</td>`)}</tr>`)}</tbody></table></div>`}
    ${changes.length > seen.length && html`<p class="quiet">The first ${MOST_SEEN} changes are shown; ${changes.length - MOST_SEEN} more are made with them.</p>`}
    <p class="row"><button type="button" class="main" disabled=${!isGood} onClick=${apply}>Take this list</button>
      <button type="button" onClick=${close}>Cancel</button></p></div>`;
}
