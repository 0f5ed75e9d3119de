/** Choosing from what there is, and lists of people and the like as tables. */

import { signal } from "./vendor/signals.js";
import { Conflict, hide, html, isAdded, Kept, placeOf, Problems, show, toldBelow, typed } from "./place.js";
import { addressOf, content, season } from "./state.js";
import { edit, fail } from "./saving.js";

/** @typedef {import("./types.js").Field} Field */
/** @typedef {import("./types.js").Path} Path */
/** @typedef {{value: string, label: string, words?: string}} Name */

/** What may stand in a field, as ids with what they are called. @param {Field} field @returns {Name[]} */
export function namesOf(field) {
  if (field.choices?.length && field.type !== "choice") {
    return field.choices.map((one) => (typeof one === "string" ? { value: one, label: titleOf(one) } : one));
  }
  const kinds = [field.kind ?? (field.type === "person" ? "person" : [])].flat();
  return (season.value?.items ?? []).filter((item) => kinds.includes(item.kind)).map((item) => ({ value: item.id, label: item.title }));
}

/** @param {string} id */
const titleOf = (id) => season.value?.items.find((item) => item.id === id)?.title ?? id;

/** The list that is open. @type {import("./types.js").OpenList} */
const open = signal(null);

/** @param {{place: import("./types.js").Place, names: Name[], label: string}} props */
export function Combobox({ place, names, label }) {
  const known = names.find((name) => name.value === place.value);
  const mine = open.value?.id === place.id ? open.value : null;
  const words = mine?.words.trim().toLowerCase() ?? "";
  const found = mine ? names.filter((name) => !words || `${name.label} ${name.value}`.toLowerCase().includes(words)).slice(0, 50) : [];
  /** @param {string} [value] */
  const take = (value) => {
    if (mine && (value || !place.value)) place.set(value);
    open.value = null;
    place.leave();
  };
  /** Takes what was typed and not chosen: what alone it can be, or a name that is not there, which is told. */
  const settle = () => {
    const one = words && (found.find((name) => name.label.toLowerCase() === words) ?? (found[1] ? null : found[0]));
    take(one ? one.value : found[0] ? undefined : mine?.words);
  };
  /** @param {KeyboardEvent} event */
  const keys = (event) => {
    if (event.key === "Escape") open.value = null;
    else if (event.key === "Enter") (event.preventDefault(), mine && (found[0] ? take(found[mine.at].value) : settle()));
    else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!mine) return void (open.value = { id: place.id, words: "", at: 0 });
      const at = (mine.at + (event.key === "ArrowDown" ? 1 : -1) + found.length) % (found.length || 1);
      open.value = { ...mine, at };
      document.getElementById(`${place.id}-option-${at}`)?.scrollIntoView({ block: "nearest" });
    }
  };
  return html`<div class="combobox">
    <input ...${place.says} type="text" role="combobox" autocomplete="off" aria-expanded=${mine ? "true" : "false"} aria-autocomplete="list"
      aria-controls=${mine ? `${place.id}-options` : undefined} aria-activedescendant=${mine && found.length ? `${place.id}-option-${mine.at}` : undefined}
      value=${mine ? mine.words : known?.label ?? place.value ?? ""} onKeyDown=${keys}
      onInput=${(/** @type {any} */ event) => (open.value = { id: place.id, words: event.target.value, at: 0 })}
      onClick=${() => mine || (open.value = { id: place.id, words: "", at: 0 })}
      onBlur=${settle} />
    ${mine && html`<ul role="listbox" id=${`${place.id}-options`} aria-label=${label}>${found.map((name, at) => html`<li key=${name.value} role="option"
      id=${`${place.id}-option-${at}`} aria-selected=${at === mine.at ? "true" : "false"}
      onMouseDown=${(/** @type {MouseEvent} */ event) => { event.preventDefault(); take(name.value); }}>${name.label} <span class="quiet">${name.value}</span></li>`)}
      ${!found.length && html`<li role="option" aria-disabled="true" aria-selected="false">Nothing here has these words.</li>`}</ul>`}
  </div>`;
}

/** An item of a list on its way to another place. @type {import("./types.js").Moved} */
const dragging = signal(null);

/** How an item is marked while another one is dragged over it. @param {string} list @param {number} at */
export function dropping(list, at) {
  const now = dragging.value;
  if (now?.list !== list) return "";
  if (now.at === at) return "is-dragged";
  return now.to !== at ? "" : now.to < now.at ? "drop-above" : "drop-below";
}

/** By which an item is dragged; the buttons beside it do the same. @param {{at: number, list: string, move: (at: number, to: number) => void}} props */
export function Grip({ at, list, move }) {
  const mine = dragging.value?.list === list && dragging.value.at === at;
  const end = () => (dragging.value = null);
  return html`<span class="grip" aria-hidden="true" title="Drag to another place"
    onPointerDown=${(/** @type {PointerEvent} */ event) => {
      if (event.button !== 0) return;
      event.preventDefault();
      /** @type {HTMLElement} */ (event.currentTarget).setPointerCapture(event.pointerId);
      dragging.value = { list, at, to: at };
    }}
    onPointerMove=${(/** @type {PointerEvent} */ event) => {
      if (!mine) return;
      const grip = /** @type {HTMLElement} */ (event.currentTarget);
      const rows = [...grip.closest("ol")?.children ?? []].map((row) => row.getBoundingClientRect());
      const over = rows.findIndex((row) => event.clientY < row.bottom);
      dragging.value = { list, at, to: Math.min(over < 0 ? rows.length : over, (grip.closest("ol")?.querySelectorAll(":scope > li > .tools > .grip").length ?? 1) - 1) };
      const pane = grip.closest(".pane"), edges = pane?.getBoundingClientRect();
      if (pane && edges && event.clientY < edges.top + 40) pane.scrollTop -= 12;
      else if (pane && edges && event.clientY > edges.bottom - 40) pane.scrollTop += 12;
    }}
    onPointerUp=${() => {
      if (mine && dragging.value && dragging.value.to !== at) move(at, dragging.value.to);
      end();
    }}
    onPointerCancel=${end} onLostPointerCapture=${end}>⠿</span>`;
}

/** What takes a list into a table, fetched with the first table that is shown. @type {typeof import("./pasting.js") | null} */
let part = null;
const fetchPart = async () => (part ??= await import("./pasting.js"));
/** The table into which a list is being taken, and its view. @type {import("./vendor/signals.js").Signal<any>} */
const taking = signal(null);

/** Has a list pasted into a table, or taken from a spreadsheet that was dropped.
 * @param {string} id @param {Field[]} columns @param {FileList | null} [files] */
async function bring(id, columns, files) {
  try {
    const { begin, Paste } = part ?? (await fetchPart());
    begin(content.value?.file ?? "", JSON.parse(id), columns, files);
    taking.value = { id, Paste };
  } catch (failure) {
    await fail(failure);
  }
}

/** @param {{field: Field, path: Path}} props */
export function Table({ field, path }) {
  if (!part) fetchPart().catch(() => {}); // asked for again when it is wanted
  const place = placeOf(field, path);
  const columns = field.fields ?? field.of?.fields ?? [];
  const isSheet = typeof place.value === "string";
  const rows = /** @type {any[]} */ (Array.isArray(place.value) ? place.value : []);
  const end = [...path, rows.length];
  const shownRows = isAdded(end) ? [...rows, {}] : rows;
  const known = columns.filter((column) => column.required || rows.some((row) => row?.[column.name] !== undefined));
  const used = known.length ? known : columns.filter((column) => !column.aside);
  const file = content.value?.file ?? "";
  const id = JSON.stringify(path);
  return html`<div class="field" role="group" aria-labelledby=${place.id} onDragOver=${(/** @type {DragEvent} */ event) => event.preventDefault()}
    onDrop=${(/** @type {DragEvent} */ event) => { event.preventDefault(); if (event.dataTransfer?.files.length) bring(id, columns, event.dataTransfer.files); }}>
    <p class="label" id=${place.id} data-path=${id} tabindex="-1">${field.label} <span class="quiet">${rows.length ? `${rows.length} rows` : ""}</span></p>
    ${field.help && html`<p class="help">${field.help}</p>`}
    ${isSheet && html`<p class="sheet">This list is a spreadsheet: <a href=${addressOf("list", place.value)}>${place.value}</a>. Paste its new rows here, or edit it in Excel; both are followed.</p>`}
    ${shownRows.length > 0 && html`<div class="wide" role="group" aria-label=${`${field.label}, table`} tabindex="0"><table>
      <thead><tr>${used.map((column) => html`<th key=${column.name} scope="col">${column.label}</th>`)}<th scope="col"><span class="unseen">Order</span></th></tr></thead>
      <tbody>${shownRows.map((row, at) => html`<tr key=${at}>${used.map((column) => html`<td key=${column.name}>
        <${Cell} column=${column} path=${[...path, at, column.name]} row=${at + 1} isPlain=${row && typeof row === "object"} /></td>`)}
        <td class="tools"><button type="button" class="icon" aria-label=${`Remove row ${at + 1}`}
          onClick=${() => (at < rows.length ? edit([{ action: "remove", file, path: [...path, at], old: row }], "Row removed. Undo brings it back.") : hide(end))}>×</button></td></tr>`)}</tbody>
    </table></div>`}
    ${toldBelow(path).map((inner) => html`<${Told} key=${JSON.stringify(inner)} columns=${columns} path=${inner} at=${path.length} />`)}
    <p class="row">
      ${!isSheet && html`<button type="button" class="small add" onClick=${() => show(end, [...end, used[0]?.name ?? ""])}>Add a row</button>`}
      <button type="button" class="small" id=${`${place.id}-paste`} onClick=${() => bring(id, columns)}>Paste from a spreadsheet …</button></p>
    ${taking.value?.id === id && html`<${taking.value.Paste} id=${place.id} columns=${columns} close=${() => {
      taking.value = null;
      document.getElementById(`${place.id}-paste`)?.focus();
    }} />`}
    <${Problems} problems=${place.problems} id=${`${place.id}-problems`} /></div>`;
}

/** What is told of a cell or a row, below their table. @param {{columns: Field[], path: Path, at: number}} props */
function Told({ columns, path, at }) {
  const [row, name] = path.slice(at), word = columns.find((one) => one.name === name)?.label ?? name;
  const label = `${word ? `${word}, row` : "Row"} ${Number(row) + 1}`;
  const place = placeOf({ name: "", label, type: "" }, path);
  return html`<div class="field"><p class="label">${label}</p><${Problems} problems=${place.problems} id=${`${place.id}-problems`} />
    <${Conflict} place=${place} label=${label} /><${Kept} place=${place} /></div>`;
}

/** @param {{column: Field, path: Path, row: number, isPlain: boolean}} props */
function Cell({ column, path, row, isPlain }) {
  const label = `${column.label}, row ${row}`, place = placeOf({ ...column, label, required: false }, path, true);
  if (!isPlain || (place.value && typeof place.value === "object")) return html`<span class="quiet">${JSON.stringify(place.value)}</span>`;
  return html`<input ...${place.says} class=${place.draft ? `is-${place.draft.state}` : ""} aria-label=${label} value=${place.value ?? ""}
    onInput=${(/** @type {any} */ event) => place.set(typed(event))} onBlur=${place.leave} />`;
}
