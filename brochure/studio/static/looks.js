/** Colors with their contrast, and pictures: what is seen of them, what is said of them. */

import { signal } from "./vendor/signals.js";
import { Editor, html, placeOf, Problems, Shell } from "./fields.js";
import { ask } from "./api.js";
import { content, prefix, say, valueAt, wanted } from "./state.js";
import { edit, fail, flush } from "./saving.js";

/** @typedef {import("./api.js").Field} Field */
/** @typedef {import("./api.js").Path} Path */

/** Relative luminance (WCAG 2.2). @param {string} color as #rrggbb */
function luminance(color) {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const part = parseInt(color.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** @param {string} left @param {string} right */
export function contrast(left, right) {
  const [dark, light] = [luminance(left), luminance(right)].sort((one, other) => one - other);
  return (light + 0.05) / (dark + 0.05);
}

const HEX = /^#[0-9a-f]{6}$/i;

/** The grounds that a brand prints on, by name. @returns {[string, string][]} */
function grounds() {
  const color = content.value?.values?.color ?? {};
  const palette = color.palette ?? {};
  const found = ["background", "light"].map((role) => [role === "light" ? "light type on it" : "the paper", palette[color[role]] ?? color[role]]);
  return /** @type {[string, string][]} */ (found.filter(([, value]) => HEX.test(value ?? "")));
}

/** @param {{field: Field, path: Path, label?: string, bare?: boolean}} props */
export function ColorField({ field, path, label, bare }) {
  const place = placeOf(field, path, bare);
  const value = String(place.value ?? "");
  const isColor = HEX.test(value);
  return html`<${Shell} ...${{ field, place, label, bare }}><div class="row color">
    <input ...${place.says} value=${value} spellcheck="false" autocomplete="off" onInput=${(/** @type {any} */ event) => place.set(event.target.value.trim())} onBlur=${place.leave} />
    ${isColor && html`<input type="color" aria-label=${`Choose: ${label ?? field.label}`} value=${value.toLowerCase()}
      onInput=${(/** @type {any} */ event) => place.set(event.target.value.toUpperCase())} onBlur=${place.leave} />`}
    ${isColor && html`<span class="contrasts">${grounds().filter(([, ground]) => ground.toLowerCase() !== value.toLowerCase()).map(([name, ground]) => {
      const ratio = contrast(value, ground);
      return html`<span key=${name} class=${ratio >= 4.5 ? "enough" : "short"}><span class="swatch" style=${{ background: ground, color: value }} aria-hidden="true"><span></span></span>
        ${ratio.toFixed(1)} : 1 with ${name}, ${ratio >= 4.5 ? "enough for text" : ratio >= 3 ? "enough for drawings, not for text" : "too little"}</span>`;
    })}</span>`}</div><//>`;
}

/** What a picture's file holds, as the server or the browser tells it. @type {import("./vendor/signals.js").Signal<Record<string, {width: number, height: number}>>} */
const sizes = signal({});

/** The address under which a picture of the publication is seen. @param {string} file */
export const pictureAddress = (file) => `/content/${file.split("/").map(encodeURIComponent).join("/")}`;

/** @param {{field: Field, path: Path, level: number}} props */
export function PictureField({ field, path, level }) {
  const place = placeOf(field, path);
  const isFile = typeof place.value === "string" || !field.fields;
  const file = isFile ? place.value : place.value?.file ?? place.value?.photo;
  const inner = isFile ? path : [...path, "file"];
  const size = sizes.value[file];
  /** @param {FileList | null | undefined} files */
  const bring = async (files) => {
    const picture = files?.[0];
    if (!picture) return;
    try {
      await flush();
      say("The picture is being brought in.");
      const told = await ask(`/api/picture?name=${encodeURIComponent(picture.name)}`, picture);
      const hasHome = isFile || (place.value && typeof place.value === "object");
      const change = hasHome ? { path: inner, value: told.file, old: isFile ? place.value : place.value.file } : { path, value: { file: told.file } };
      const size = told.width ? ` It has ${told.width} by ${told.height} pixels, enough for ${told.inches} inches in print.` : "";
      await edit([{ action: "set", file: content.value?.file ?? "", ...change }], `The picture stands here now.${size} Say what it shows.`);
      const beside = isFile ? path.slice(0, -1) : path;
      wanted.value = [...beside, "alt"];
    } catch (failure) {
      await fail(failure);
    }
  };
  const around = isFile ? path.slice(0, -1) : path;
  const focus = valueAt(content.value?.values, [...around, "focus"].slice(prefix.value.length));
  const rest = (field.fields ?? []).filter((one) => one.name !== "file");
  return html`<div class=${`part picture level${level}`} role="group" aria-labelledby=${`${place.id}-title`}
    onDragOver=${(/** @type {DragEvent} */ event) => event.preventDefault()}
    onDrop=${(/** @type {DragEvent} */ event) => { event.preventDefault(); bring(event.dataTransfer?.files); }}>
    <p class="label" id=${`${place.id}-title`}>${field.label}</p>
    ${field.help && html`<p class="help">${field.help}</p>`}
    <div class="brought">
      ${file ? html`<${Seen} file=${file} focus=${focus} setFocus=${(/** @type {string} */ value) =>
        edit([{ action: "set", file: content.value?.file ?? "", path: [...around, "focus"], value, ...(focus === undefined ? {} : { old: focus }) }], `${value} stays in view.`)} />`
        : html`<p class="empty">No picture yet. Drop one here, or choose a file.</p>`}
      <div><p class="row"><label class="button" for=${`${place.id}-choose`}>${file ? "Choose another" : "Choose a picture"}</label>
        <input class="unseen" type="file" id=${`${place.id}-choose`} data-path=${JSON.stringify(inner)} accept="image/jpeg,image/png,image/webp,image/svg+xml"
          onChange=${(/** @type {any} */ event) => bring(event.target.files)} /></p>
        ${file && html`<p class="quiet">${file}${size ? html`<br />${size.width} × ${size.height} pixels, up to ${Math.floor(size.width / 30) / 10} in wide in print` : ""}</p>`}</div>
    </div>
    ${!isFile && html`<div class="group">${rest.filter((one) => file || place.value?.[one.name] !== undefined).map((one) =>
      html`<${Editor} key=${one.name} field=${one} path=${[...path, one.name]} level=${level + 1} />`)}</div>`}
    <${Problems} problems=${place.problems} id=${`${place.id}-problems`} />
  </div>`;
}

/** The picture, with the point that stays in view where it is cut. @param {{file: string, focus?: string, setFocus: (value: string) => void}} props */
function Seen({ file, focus, setFocus }) {
  const [, left, top] = /^(\d+)%\s+(\d+)%$/.exec(focus ?? "") ?? [];
  const x = Number(left ?? 50), y = Number(top ?? 50);
  const loaded = (/** @type {any} */ event) => (sizes.value = { ...sizes.value, [file]: { width: event.target.naturalWidth, height: event.target.naturalHeight } });
  const picture = html`<img src=${pictureAddress(file)} alt="" onLoad=${loaded} />`;
  const steps = /** @type {Record<string, [number, number]>} */ ({ ArrowLeft: [-5, 0], ArrowRight: [5, 0], ArrowUp: [0, -5], ArrowDown: [0, 5] });
  const within = (/** @type {number} */ value) => Math.max(0, Math.min(100, Math.round(value)));
  return html`<button type="button" class="seen" aria-label=${`What stays in view where the picture is cut: ${x} % from the left, ${y} % from the top. Arrow keys move it.`}
    onClick=${(/** @type {MouseEvent} */ event) => {
      if (!event.detail) return;
      const box = /** @type {HTMLElement} */ (event.currentTarget).getBoundingClientRect();
      setFocus(`${within(((event.clientX - box.left) / box.width) * 100)}% ${within(((event.clientY - box.top) / box.height) * 100)}%`);
    }}
    onKeyDown=${(/** @type {KeyboardEvent} */ event) => {
      const step = steps[event.key];
      if (step) (event.preventDefault(), setFocus(`${within(x + step[0])}% ${within(y + step[1])}%`));
    }}>${picture}<span class="point" style=${{ left: `${x}%`, top: `${y}%` }}></span></button>`;
}
