/** The form: what the content model says of a kind, as fields. */

import { Fragment, h } from "./vendor/preact.js";
import { addressOf, content, current, inFile, meet, prefix, route, same, season, valueAt, wanted } from "./state.js";
import { drafts, edit, keyOf } from "./saving.js";
import { ColorField, ColorName, Contrasts, PictureField } from "./looks.js";
import { added, asText, Conflict, grow, hide, html, idOf, isAdded, Kept, placeOf, PLAIN, Problems, problemsAt, Shell, show, typed } from "./place.js";
import { Prose } from "./prose.js";
import { Combobox, dropping, Grip, namesOf, Table } from "./lists.js";

/** @typedef {import("./types.js").Field} Field */
/** @typedef {import("./types.js").Path} Path */

/** @param {{field: Field, path: Path, label?: string, bare?: boolean}} props */
function Line({ field, path, label, bare }) {
  const place = placeOf(field, path, bare);
  return html`<${Shell} ...${{ field, place, label, bare }}><textarea ...${place.says} class="line" rows="1" ref=${grow} placeholder=${typeof field.default === "string" ? field.default : undefined}
    value=${place.value ?? ""} spellcheck="true" onBlur=${place.leave}
    onInput=${(/** @type {any} */ event) => { place.set(typed(event)); grow(event); }}
    onKeyDown=${(/** @type {KeyboardEvent} */ event) => event.key === "Enter" && !event.isComposing && event.preventDefault()} /><//>`;
}

/** @param {{field: Field, path: Path, label?: string, bare?: boolean}} props */
function Input({ field, path, label, bare }) {
  const place = placeOf(field, path, bare);
  const isDay = field.type === "date" && (!place.value || /^\d{4}-\d\d-\d\d$/.test(place.value));
  return html`<${Shell} ...${{ field, place, label, bare }}><input ...${place.says} class=${field.type} type=${isDay ? "date" : "text"} max="9999-12-31"
    inputmode=${field.type === "number" ? "decimal" : undefined} value=${place.value ?? ""} onBlur=${place.leave} placeholder=${field.default ?? undefined}
    onInput=${(/** @type {any} */ { target }) => target.validity.badInput || place.set(target.value, isDay ? 4000 : undefined)} /><//>`;
}

/** @param {{field: Field, path: Path, label?: string, bare?: boolean}} props */
function Choice({ field, path, label, bare }) {
  if (field.form === "color-name") return html`<${ColorName} ...${{ field, path, label, bare }} />`;
  const place = placeOf(field, path, bare);
  const choices = field.type === "yes-no" ? ["yes", "no"] : field.choices ?? [];
  const all = choices.map((one) => (typeof one === "string" ? { value: one, label: one } : one));
  const value = place.value === true ? "yes" : place.value === false ? "no" : place.value;
  const isStrange = value !== undefined && !all.some((one) => one.value === String(value));
  return html`<${Shell} ...${{ field, place, label, bare }}><select ...${place.says} value=${value ?? ""}
    onChange=${(/** @type {any} */ event) => { place.set(event.target.value); place.leave(); }}>
    ${(!field.required || value === undefined) && html`<option value="">${field.default ? `not said: ${field.default}` : "not said"}</option>`}
    ${isStrange && html`<option value=${value}>${value}</option>`}
    ${all.map((one) => html`<option key=${one.value} value=${one.value}>${one.label}</option>`)}
  </select><//>`;
}

/** @param {{field: Field, path: Path, label?: string, bare?: boolean}} props */
function Reference({ field, path, label, bare }) {
  const place = placeOf(field, path, bare);
  const names = namesOf(field);
  if (!names.length) return html`<${Line} ...${{ field, path, label, bare }} />`;
  return html`<${Shell} ...${{ field, place, label, bare }}><${Combobox} place=${place} names=${names} label=${label ?? field.label} /><//>`;
}

/** What a list's item is called. @param {any} value @param {Field | undefined} of @param {string} fallback */
export function titleOf(value, of, fallback) {
  if (typeof value === "string" && value) {
    return of && namesOf(of).find((one) => one.value === value)?.label || value;
  }
  if (!value || typeof value !== "object") return fallback;
  const all = Object.values(value);
  if (all.length && all.every((one) => one !== "" && Number.isFinite(Number(one)))) return all.join(" · ");
  const named = value.title ?? value.name ?? value.label ?? value.question ?? value.what ?? value.use ?? value.quote ?? value.file;
  const words = named ?? all.find((one) => typeof one === "string");
  const text = typeof words === "object" ? words?.text : words;
  const known = value.use && season.value?.items.find((one) => one.id === value.use)?.title;
  return (!value.title && known) || (text ? String(text) : fallback);
}

/** @param {{field: Field, path: Path}} props */
function List({ field, path }) {
  const place = placeOf(field, path);
  const of = field.of ?? { name: "", label: field.label, type: "line" };
  if (typeof place.value === "string") return html`<${Shell} field=${field} place=${place}><p class="sheet" id=${place.id} tabindex="-1"
    data-path=${JSON.stringify(path)}>This list is a spreadsheet: <a href=${addressOf("list", place.value)}>${place.value}</a>.</p><//>`;
  const stands = Array.isArray(place.value) ? place.value : [];
  const isNew = isAdded([...path, stands.length]);
  const items = isNew ? [...stands, undefined] : stands;
  const isSimple = PLAIN.has(of.type);
  const file = content.value?.file ?? "";
  /** @param {number} at @param {number} to */
  const move = async (at, to) => {
    if (await edit([{ action: "move", file, path: [...path, at], to, old: stands[at] }], `Moved to place ${to + 1} of ${stands.length}.`)) {
      requestAnimationFrame(() => {
        const row = document.getElementById(`${idOf([...path, to])}-row`);
        const way = /** @type {HTMLButtonElement | null} */ (row?.querySelector(to < at ? ".up" : ".down"));
        (way?.disabled ? /** @type {HTMLElement | null} */ (row?.querySelector(".up:not(:disabled), .down:not(:disabled)")) : way)?.focus();
      });
    }
  };
  /** @param {number} at */
  const remove = async (at) => {
    hide([...path, stands.length]);
    if (at >= stands.length) return;
    const isOnly = stands.length === 1;
    const done = await edit([isOnly ? { action: "unset", file, path, old: stands } : { action: "remove", file, path: [...path, at], old: stands[at] }],
      "Removed. Undo brings it back.");
    if (isOnly) added.value = { ...added.value, [JSON.stringify(path)]: true };
    if (done) requestAnimationFrame(() => document.getElementById(`${place.id}-add`)?.focus());
  };
  return html`<fieldset class="list" id=${place.id} data-path=${JSON.stringify(path)} tabindex="-1">
    <legend>${field.label} ${field.required && html`<span class="quiet">needed</span>`}</legend>
    ${field.help && html`<p class="help">${field.help}</p>`}
    <ol class=${isSimple ? "lines" : "cards"}>${items.map((value, at) => {
      const title = titleOf(value, of, `${of.label || field.label} ${at + 1}`);
      const inner = [...path, at];
      const tools = html`<span class="tools">${stands.length > 1 && at < stands.length && html`<${Grip} at=${at} list=${idOf(path)} move=${move} />`}
        <button type="button" class="icon up" disabled=${at === 0 || at >= stands.length} aria-label=${`Move up: ${title}`} onClick=${() => move(at, at - 1)}>↑</button>
        <button type="button" class="icon down" disabled=${at >= stands.length - 1} aria-label=${`Move down: ${title}`} onClick=${() => move(at, at + 1)}>↓</button>
        <button type="button" class="icon gone" aria-label=${`Remove: ${title}`} onClick=${() => remove(at)}>×</button></span>`;
      if (isSimple) return html`<li key=${at} id=${`${idOf(inner)}-row`} class=${dropping(idOf(path), at)}><${Editor} field=${{ ...of, required: true }} path=${inner} bare label=${`${field.label} ${at + 1}`} />${tools}</li>`;
      return html`<li key=${at} id=${`${idOf(inner)}-row`} class=${`card ${dropping(idOf(path), at)}`}>
        <details open=${value === undefined}><summary id=${idOf(inner)} data-path=${JSON.stringify(inner)}><span>${title}</span></summary>
          <${Inside} field=${of} path=${inner} value=${value} /></details>${tools}</li>`;
    })}</ol>
    <p class="row"><button type="button" class="small add" id=${`${place.id}-add`} onClick=${() => show([...path, stands.length])}>Add ${one(field, of)}</button></p>
    <${Problems} problems=${place.problems} id=${`${place.id}-problems`} />
    <${Conflict} place=${place} label=${field.label} /><${Kept} place=${place} />
  </fieldset>`;
}

/** @param {Field} field @param {Field} of */
const one = (field, of) => `to ${(field.label || of.label).toLowerCase()}`;

/** An item of a list: fields, or the name of something shared. @param {{field: Field, path: Path, value: any}} props */
function Inside({ field, path, value }) {
  const names = namesOf(field);
  if (typeof value === "string" || (value === undefined && names.length)) {
    const file = content.value?.file ?? "";
    const isNew = value === undefined;
    return html`<${Reference} field=${{ ...field, type: "reference", help: "", fields: undefined, label: "Which one", required: true }} path=${path} />
      ${field.fields && html`<p class="row"><button type="button" class="small" onClick=${() => isNew ? show([...path, "title"]) : edit([{ action: "set", file, path, old: value, value: { use: value } }],
        "Its fields can be changed for this place now.")}>${isNew ? "Write one of its own" : "Change it for this place only"}</button></p>
      ${isNew && added.value[JSON.stringify([...path, "title"])] && html`<${Group} fields=${field.fields} path=${path} />`}`}`;
  }
  return html`<${Group} fields=${field.fields ?? []} path=${path} />`;
}

/** What comes first on a page comes first in its form. */
const FIRST = ["use", "name", "full_name", "file", "title", "label", "lead", "text"];

/** Fields one below the other; those without a value wait behind a button. @param {{fields: Field[], path: Path, level?: number, isWhole?: boolean}} props */
export function Group({ fields, path, level = 4, isWhole = false }) {
  const values = valueAt(content.value?.values, path.slice(prefix.value.length)) ?? {};
  const file = content.value?.file ?? "";
  const isHere = (/** @type {Field} */ field) => {
    const inner = [...path, field.name];
    return isWhole || field.required || values[field.name] !== undefined || added.value[JSON.stringify(inner)] || (wanted.value && meet(inFile(wanted.value), inner))
      || drafts.value[keyOf(file, inner)] || problemsAt(inner, true).length;
  };
  const aside = fields.filter((field) => field.aside && !field.required);
  const main = FIRST.flatMap((name) => fields.filter((field) => field.name === name && !aside.includes(field)));
  main.push(...fields.filter((field) => !aside.includes(field) && !main.includes(field)));
  const absent = main.filter((field) => !isHere(field));
  const known = new Set(fields.map((field) => field.name));
  const strange = typeof values === "object" ? Object.keys(values).filter((name) => !known.has(name)) : [];
  return html`<div class="group">
    ${main.filter(isHere).map((field) => html`<${Editor} key=${field.name} field=${field} path=${[...path, field.name]} level=${level} />`)}
    ${strange.map((name) => html`<p key=${name} class="strange" data-path=${JSON.stringify([...path, name])} tabindex="-1"><strong>${name}</strong> stands
      in the file and is no field of this form. It stays as it is.</p>`)}
    ${absent.length > 0 && html`<details class="more"><summary>More that can be said here <span class="quiet">${absent.length}</span></summary>
      <ul>${absent.map((field) => html`<li key=${field.name}><button type="button" class="small" onClick=${() => show([...path, field.name])}>${field.label}</button>
        ${field.help && html`<span class="quiet">${field.help}</span>`}</li>`)}</ul></details>`}
    ${aside.length > 0 && html`<details class="more"><summary>${aside.some((field) => field.name === "source") ? "Where this is known from" : "What is seldom wanted"} <span class="quiet">${aside.filter((field) => typeof values[field.name] === "string").map((field) => values[field.name]).join(", ")}</span></summary>
      <div class="group">${aside.map((field) => html`<${Editor} key=${field.name} field=${field} path=${[...path, field.name]} level=${level} />`)}</div></details>`}
  </div>`;
}

/** @param {{field: Field, path: Path, level: number}} props */
function Section({ field, path, level }) {
  const place = placeOf(field, path);
  const title = html`${field.label}`;
  const inside = html`${field.help && html`<p class="help">${field.help}</p>`}
    ${typeof place.value === "string" ? html`<${Line} field=${field} path=${path} />` : html`<${Group} fields=${field.fields ?? []} path=${path} level=${level + 1} />`}
    ${field.model === "BrandColors" && html`<${Contrasts} />`}
    <${Problems} problems=${place.problems} id=${`${place.id}-problems`} />`;
  return html`<div class=${`part level${level}`} role="group" aria-labelledby=${place.id}>
    ${h(`h${Math.min(level, 6)}`, { id: place.id, "data-path": JSON.stringify(path), tabindex: -1 }, title)}${inside}</div>`;
}

/** A mapping of free names to values. @param {{field: Field, path: Path, level: number}} props */
function Mapping({ field, path, level }) {
  const place = placeOf(field, path);
  const names = Object.keys(place.value ?? {});
  const of = field.of ?? { name: "", label: "", type: "line" };
  const isPlain = PLAIN.has(of.type);
  /** @param {SubmitEvent} event */
  const add = (event) => {
    event.preventDefault();
    const input = /** @type {HTMLInputElement} */ (/** @type {HTMLFormElement} */ (event.target).elements[0]);
    if (input.value.trim()) show([...path, input.value.trim()]);
    input.value = "";
  };
  const start = JSON.stringify(path).slice(0, -1);
  const asked = Object.keys(added.value).filter((key) => key.startsWith(start)).map((key) => JSON.parse(key))
    .filter((one) => one.length === path.length + 1).map((one) => one[path.length]).filter((name) => !names.includes(name));
  const file = content.value?.file ?? "";
  return html`<div class=${`part level${level}`} role="group" aria-labelledby=${place.id}>
    ${h(`h${Math.min(level, 6)}`, { id: place.id, "data-path": JSON.stringify(path), tabindex: -1 }, field.label)}
    ${field.help && html`<p class="help">${field.help}</p>`}
    <div class=${isPlain ? "group" : "cards"}>${[...names, ...asked].map((name) => {
      const inner = [...path, name];
      if (isPlain) return html`<${Editor} key=${name} field=${{ ...of, name, label: name }} path=${inner} level=${level + 1} />`;
      return html`<div key=${name} class="card"><details open=${asked.includes(name)}><summary id=${idOf(inner)} data-path=${JSON.stringify(inner)}><span><strong>${name}</strong>
        <span class="quiet"> ${titleOf(place.value?.[name], of, "")}</span></span></summary><${Editor} field=${{ ...of, name, label: name }} path=${inner} level=${level + 1} /></details>
        <span class="tools"><button type="button" class="icon gone" aria-label=${`Remove: ${name}`}
          onClick=${() => edit([{ action: "unset", file, path: inner, old: place.value?.[name] }], "Removed. Undo brings it back.")}>×</button></span></div>`;
    })}</div>
    <form class="row addition" onSubmit=${add}><label for=${`${place.id}-new`}>New name</label> <input id=${`${place.id}-new`} autocomplete="off" />
      <button class="small add">Add</button></form>
    <${Problems} problems=${place.problems} id=${`${place.id}-problems`} /></div>`;
}

/** @type {Record<string, any>} */
const EDITORS = {
  line: Line, prose: Prose, number: Input, date: Input, "yes-no": Choice, choice: Choice, color: ColorField, person: Reference, reference: Reference,
  picture: PictureField, list: List, table: Table, group: Section, map: Mapping,
};

/** @param {{field: Field, path: Path, level?: number, bare?: boolean, label?: string}} props */
export function Editor({ field, path, level = 3, bare, label }) {
  const value = valueAt(content.value?.values, path.slice(prefix.value.length));
  const isPicture = field.type === "group" && field.fields?.some((one) => one.name === "file" && one.type === "picture");
  if (isPicture && typeof value !== "string") return html`<${PictureField} ...${{ field, path, level, editor: Editor }} />`;
  if ((field.type === "line" || field.type === "prose") && value && typeof value === "object" && "text" in value) {
    const tongue = { name: "lang", label: `Language of ${field.label.toLowerCase()}`, type: "line", help: "Such as fr or es-MX." };
    return html`<${Fragment}><${Editor} field=${field} path=${[...path, "text"]} bare=${bare} label=${label} /><${Line} field=${tongue} path=${[...path, "lang"]} /><//>`;
  }
  if (PLAIN.has(field.type) && field.fields && value && typeof value === "object") return html`<${Group} fields=${field.fields} path=${path} level=${level + 1} />`;
  if ((PLAIN.has(field.type) || (field.type === "picture" && !field.fields)) && value !== undefined && value !== null && typeof value === "object") return html`<${Untouched} field=${field} path=${path} value=${value} />`;
  if (field.type === "table" && typeof value !== "string" && !Array.isArray(value) && value !== undefined) return html`<${Untouched} field=${field} path=${path} value=${value} />`;
  return html`<${EDITORS[field.type] ?? Line} ...${{ field, path, level, bare, label }} />`;
}

/** What the form has no field for is shown and left alone. @param {{field: Field, path: Path, value: any}} props */
function Untouched({ field, path, value }) {
  const place = placeOf(field, path);
  return html`<div class="field"><p class="label">${field.label}</p><pre id=${place.id} tabindex="-1" data-path=${JSON.stringify(path)}>${asText(value)}</pre>
    <p class="help">This is written in a way that the form does not show. It stays as it is.</p>
    <${Problems} problems=${place.problems} id=${`${place.id}-problems`} /></div>`;
}

/** Notes which field one is in. @param {FocusEvent} event */
export function follow(event) {
  const here = /** @type {HTMLElement | null} */ (/** @type {HTMLElement} */ (event.target).closest("[data-path]"));
  if (!here || !content.value) return;
  const path = JSON.parse(here.dataset.path ?? "[]").slice(prefix.value.length);
  if (path.length) current.value = { kind: route.value.kind, id: route.value.id, path };
}

/** Focuses the field that is wanted, or the nearest around it; one that says nothing yet stays. */
export function focusWanted() {
  if (!wanted.value || !content.value) return;
  const path = inFile(wanted.value);
  for (let length = path.length; length > 0; length--) {
    const here = [...document.querySelectorAll("#form [data-path]")]
      .filter((one) => same(JSON.parse(/** @type {HTMLElement} */ (one).dataset.path ?? "[]").map(String), path.slice(0, length).map(String)));
    const found = here.find((one) => one.matches("input, textarea, select")) ?? here[0];
    if (!found) continue;
    for (let around = found.parentElement?.closest("details"); around; around = around.parentElement?.closest("details")) around.open = true;
    if (found.tagName === "SUMMARY") /** @type {HTMLDetailsElement} */ (found.parentElement).open = true;
    const target = /** @type {HTMLElement} */ (found);
    target.focus({ preventScroll: true });
    const whole = target.closest(".field") ?? target;
    whole.scrollIntoView({ block: whole.clientHeight > innerHeight / 2 || /^H\d$/.test(target.tagName) ? "start" : "nearest" });
    break;
  }
  path.forEach((step, at) => typeof step === "string" && (added.value = { ...added.value, [JSON.stringify(path.slice(0, at + 1))]: true }));
  wanted.value = null;
}
