/** A spreadsheet that is brought: which of its columns is which field of the list, and which are passed over. */

import { signal } from "./vendor/signals.js";
import { ask } from "./api.js";
import { html, Problems } from "./place.js";

/** @typedef {import("./api.js").Field} Field */

/** What was read, with the field that each column is for. @type {import("./vendor/signals.js").Signal<any>} */
const table = signal(null);
const plain = (/** @type {string} */ words) => words.normalize("NFKD").toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
/** Whether what a spreadsheet keeps counts, and not how it shows that. @param {Field | undefined} field */
const isKept = (field) => field?.type === "number" || field?.type === "date";

/** Reads a file; columns are for the fields that are called so. @param {File} file @param {Field[]} columns */
export async function read(file, columns) {
  const told = await ask(`/api/table?name=${encodeURIComponent(file.name)}`, new Blob([file], { type: "application/octet-stream" }));
  const free = [...columns];
  const fields = told.columns.map((/** @type {string} */ name) => {
    const at = free.findIndex((field) => [field.name, field.label].some((one) => plain(one) === plain(name)));
    return at < 0 ? "" : free.splice(at, 1)[0].name;
  });
  table.value = { name: file.name, ...told, fields, isNew: true };
}

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

/** @param {{columns: Field[], look: (words: string) => void}} props */
export function Mapping({ columns, look }) {
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
