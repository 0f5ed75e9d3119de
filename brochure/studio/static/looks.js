/** Colors with their contrast, and pictures: what is seen of them, what is said of them. */

import { effect, signal } from "./vendor/signals.js";
import { html, placeOf, Problems, Shell } from "./place.js";
import { ask } from "./api.js";
import { content, meet, pages, prefix, route, say, season, shown, valueAt, wanted } from "./state.js";
import { drafts, edit, fail, flush, keyOf, send, write } from "./saving.js";

/** @typedef {import("./types.js").Field} Field */
/** @typedef {import("./types.js").Path} Path */

/**
 * The palette with what speaks against each color as an accent, and what is printed on what.
 * @type {import("./types.js").Known}
 */
const known = signal({ colors: [], pairs: [] }, { watched: () => (rest = effect(askColors)), unwatched: () => rest() });
/** Asks no more: while nothing is seen of colors, nobody needs to know. */
let rest = () => {};
let asked = 0;

/** Asks for them, with the colors that are written and not saved yet. */
function askColors() {
  const palette = /** @type {Record<string, string>} */ ({}), uses = /** @type {Record<string, string>} */ ({});
  for (const { file, path, value } of Object.values(drafts.value)) {
    if (!file.endsWith("/brand.yaml") || path[0] !== "color") continue;
    if (path.length === 3 && path[1] === "palette" && HEX.test(value ?? "")) palette[path[2]] = value;
    else if (path.length === 2 && typeof value === "string") uses[path[1]] = value;
  }
  if (!season.value) return;
  const mine = ++asked;
  ask("/api/contrast", { palette, uses }).then((told) => mine === asked && (known.value = told), () => {});
}

const HEX = /^#[0-9a-f]{6}$/i;

/** A color with the name that it has in the palette. @param {{value: string}} props */
const Swatch = ({ value }) => html`<span class="swatch" style=${{ background: value }} aria-hidden="true"></span>`;

/** @param {{field: Field, path: Path, label?: string, bare?: boolean}} props */
export function ColorField({ field, path, label, bare }) {
  const place = placeOf(field, path, bare);
  const value = String(place.value ?? "");
  const name = String(path[path.length - 1]);
  const pairs = known.value.pairs.filter((one) => one.color === name).sort((one, other) => one.has / one.needs - other.has / other.needs);
  return html`<${Shell} ...${{ field, place, label, bare }}><div class="row color">
    <input ...${place.says} value=${value} spellcheck="false" autocomplete="off" onInput=${(/** @type {any} */ event) => place.set(event.target.value.trim())} onBlur=${place.leave} />
    ${HEX.test(value) && html`<input type="color" aria-label=${`Choose: ${label ?? field.label}`} value=${value.toLowerCase()}
      onInput=${(/** @type {any} */ event) => place.set(event.target.value.toUpperCase())} onBlur=${place.leave} />`}
    ${pairs.length > 0 && html`<${Judged} pair=${pairs[0]} />`}</div><//>`;
}

/** What is printed on what, and whether it can be read. @param {{pair: import("./types.js").Pair}} props */
const Judged = ({ pair: { ground, has, needs } }) => html`<span class=${has < needs ? "contrast short" : "contrast"}>${has} : 1 with ${ground}, ${has < needs ? `${needs} : 1 is needed` : "enough"}</span>`;

/** All colors that are printed on one another, those that cannot be told apart first. */
export function Contrasts() {
  const { colors, pairs } = known.value;
  const valueOf = (/** @type {string} */ name) => colors.find((one) => one.name === name)?.value;
  const short = pairs.filter((one) => one.has < one.needs);
  const list = (/** @type {typeof pairs} */ some) => html`<ul class="pairs">${some.map((pair) => html`<li key=${`${pair.color} ${pair.ground} ${pair.why}`}>
    <${Swatch} value=${valueOf(pair.color)} /><span><strong>${pair.color}</strong> <${Judged} pair=${pair} /><span class="quiet"> ${pair.why}</span></span></li>`)}</ul>`;
  if (!pairs.length) return null;
  return html`<div class="part" role="group" aria-label="What is printed on what"><p role="status">${short.length ? html`<strong class="short">${short.length === 1 ? "One color cannot" : `${short.length} pairs of colors cannot`} be told apart well enough.</strong>`
    : "All colors can be told apart wherever they are printed."}</p>
    ${short.length > 0 && list(short)}
    <details class="more"><summary>All that is printed on one another <span class="quiet">${pairs.length}</span></summary>${list(pairs)}</details></div>`;
}

/** The name of a color of the palette; what cannot be read as an accent says why. @param {{field: Field, path: Path, label?: string, bare?: boolean}} props */
export function ColorName({ field, path, label, bare }) {
  const place = placeOf(field, path, bare);
  const isAccent = field.name === "accent" || field.name === "primary";
  const shown = known.value.colors.length ? known.value.colors : (field.choices ?? []).map((one) => ({ name: String(one), value: "", fault: "" }));
  const value = String(place.value ?? "");
  const all = [...(field.required ? [] : [{ name: "", value: "", fault: "" }]), ...shown.filter((one) => !isAccent || one.name === value || !one.fault.startsWith("it is the")),
    ...(shown.some((one) => one.name === value) || !value ? [] : [{ name: value, value: "", fault: "it is no color of the palette" }])];
  const { id, "data-path": at, ...says } = place.says;
  return html`<${Shell} ...${{ field, place, label, bare }} isGroup><div class="swatches" role="radiogroup" aria-labelledby=${`${place.id}-label`} aria-describedby=${says["aria-describedby"]}>${all.map((one) => {
    const fault = isAccent ? one.fault : "";
    const isChosen = one.name === value;
    return html`<label key=${one.name} class=${fault ? "is-poor" : ""}><input type="radio" name=${place.id} id=${isChosen ? id : undefined} data-path=${isChosen ? at : undefined}
      checked=${isChosen} disabled=${Boolean(fault) && !isChosen} onChange=${() => { place.set(one.name); place.leave(); }} />
      ${one.value && html`<${Swatch} value=${one.value} />`}<span>${one.name ? one.name.replace(/-/g, " ") : "not said"}${fault && html`<span class="quiet"> ${fault}</span>`}</span></label>`;
  })}</div><//>`;
}

/** Pixels of pictures. @type {import("./types.js").Sizes} */
const sizes = signal({});

/** The address under which a picture of the publication is seen. @param {string} file */
export const pictureAddress = (file) => `/content/${file.split("/").map(encodeURIComponent).join("/")}`;

/** A picture with what is said of it, for which the form has an editor. @param {{field: Field, path: Path, level: number, editor?: any}} props */
export function PictureField({ field, path, level, editor }) {
  const place = placeOf(field, path);
  const isFile = typeof place.value === "string" || !field.fields;
  const file = isFile ? place.value : place.value?.file ?? place.value?.photo;
  const inner = isFile ? path : [...path, "file"];
  const size = sizes.value[file];
  const around = isFile ? path.slice(0, -1) : path;
  const home = content.value?.file ?? "";
  /** What is said beside the picture, as it was written last. @param {string} name */
  const beside = (name) => {
    const at = [...around, name], draft = drafts.value[keyOf(home, at)];
    return draft ? draft.value : valueAt(content.value?.values, at.slice(prefix.value.length));
  };
  /** Takes out what is said of a picture that goes. @param {string[]} names */
  const without = (names) => names.filter((name) => beside(name) !== undefined)
    .map((name) => ({ action: /** @type {const} */ ("unset"), file: home, path: [...around, name], old: beside(name) }));
  /** @param {FileList | null | undefined} files */
  const bring = async (files) => {
    const picture = files?.[0];
    if (!picture) return;
    try {
      await flush();
      say("The picture is being brought in.");
      const told = await ask(`/api/picture?name=${encodeURIComponent(picture.name)}`, picture);
      const hasHome = isFile || (place.value && typeof place.value === "object");
      const change = hasHome ? { path: inner, value: told.file, old: beside(String(inner.at(-1))) } : { path, value: { file: told.file } };
      const size = told.width ? ` It has ${told.width} by ${told.height} pixels, enough for ${told.inches} inches in print.` : "";
      const other = file && file !== told.file ? without(isFile ? ["alt", "focus"] : ["alt", "focus", "caption", "credit", "consent_until"]) : [];
      await edit([{ action: "set", file: home, ...change }, ...other], `The picture stands here now.${size} Say what it shows.`);
      wanted.value = [...around, "alt"];
    } catch (failure) {
      await fail(failure);
    }
  };
  const focus = beside("focus"), crop = field.fields ? beside("crop") : undefined;
  const turn = async () => {
    try {
      await flush();
      const told = await ask("/api/picture/turn", { file });
      const gone = without(field.fields ? ["focus", "crop"] : ["focus"]);
      await edit([{ action: "set", file: home, path: inner, value: told.file, old: file }, ...gone],
        `The picture is turned by a quarter.${gone.length ? " What stays in view is to be said anew." : ""}`);
    } catch (failure) {
      await fail(failure);
    }
  };
  const rest = (field.fields ?? []).filter((one) => one.name !== "file");
  return html`<div class=${`part picture level${level}`} role="group" aria-labelledby=${`${place.id}-title`}
    onDragOver=${(/** @type {DragEvent} */ event) => event.preventDefault()}
    onDrop=${(/** @type {DragEvent} */ event) => { event.preventDefault(); bring(event.dataTransfer?.files); }}>
    <p class="label" id=${`${place.id}-title`}>${field.label}</p>
    ${field.help && html`<p class="help">${field.help}</p>`}
    <div class="brought">
      ${file ? html`<${Seen} file=${file} focus=${focus} crop=${crop} setFocus=${(/** @type {string} */ value) => write(home, [...around, "focus"], value, "What stays in view")} />`
        : html`<p class="empty">No picture yet. Drop one here, or choose a file.</p>`}
      <div class="beside"><p class="row"><label class="button" for=${`${place.id}-choose`}>${file ? "Choose another" : "Choose a picture"}</label>
        <input class="unseen" type="file" id=${`${place.id}-choose`} data-path=${JSON.stringify(inner)} accept="image/jpeg,image/png,image/webp,image/svg+xml"
          onChange=${(/** @type {any} */ event) => bring(event.target.files)} />
        ${file && !file.endsWith(".svg") && html`<button type="button" onClick=${turn}>Turn ↻<span class="unseen"> by a quarter to the right</span></button>`}</p>
        ${file && field.fields && html`<p class="row"><label for=${`${place.id}-shape`}>Show</label> <select id=${`${place.id}-shape`} value=${crop ?? ""}
          onChange=${(/** @type {any} */ event) => { write(home, [...around, "crop"], event.target.value || undefined, "What is shown"); send(keyOf(home, [...around, "crop"])); }}>
          <option value="">all of it</option>${[...new Set([...SHAPES, ...(crop ? [crop] : [])])].map((one) => html`<option key=${one} value=${one}>${one.replace(/\s*:\s*/, " : ")}</option>`)}</select></p>`}
        ${file && html`<p class="quiet">${file}${size ? html`<br />${size.width} × ${size.height} pixels, up to ${Math.floor(size.width / 30) / 10} in wide in print` : ""}</p>`}
        ${size && html`<${Printed} path=${inner} size=${size} />`}</div>
    </div>
    ${!isFile && html`<div class="group">${rest.filter((one) => one.name !== "crop" && (file || place.value?.[one.name] !== undefined)).map((one) =>
      html`<${editor} key=${one.name} field=${one} path=${[...path, one.name]} level=${level + 1} />`)}</div>`}
    <${Problems} problems=${place.problems} id=${`${place.id}-problems`} />
  </div>`;
}

/** Width to height, as pictures are mostly cut. */
const SHAPES = ["3:2", "4:3", "1:1", "16:9", "2:3", "3:4"];
/** Pixels an inch that a print shop asks for, and below which anybody sees them. */
const SHARP = 300, COARSE = 150;

/** How sharp the picture is on the pages that are shown. @param {{path: Path, size: {width: number, height: number}}} props */
function Printed({ path, size }) {
  const { document: name, format } = shown.value;
  if (pages.value.key !== `${name}/${format}`) return null;
  const own = path.slice(prefix.value.length);
  const found = pages.value.pages.flatMap((page) => page.boxes.filter((box) => box.role === "picture" && box.kind === route.value.kind && box.id === route.value.id && meet(box.path, own))
    .map((box) => ({ page: page.number, wide: box.width / 72, sharp: Math.floor(Math.min(size.width / box.width, size.height / box.height) * 72) })));
  return html`<ul class="printed">${found.map((one, at) => html`<li key=${at} class=${one.sharp < COARSE ? "short" : one.sharp < SHARP ? "some" : ""}>Page ${one.page} of the ${format}: ${one.wide.toFixed(1)} in wide, ${one.sharp} pixels an inch${
    one.sharp < COARSE ? ", too coarse: bring a larger one" : one.sharp < SHARP ? `, a print shop asks for ${SHARP}` : ", sharp"}</li>`)}</ul>`;
}

/** A picture that is dragged just now. @type {import("./types.js").Dragged} */
const dragged = signal(null);

/**
 * The picture with what is shown of it: a frame where it is cut to a shape, else the point that stays in view.
 * @param {{file: string, focus?: string, crop?: string, setFocus: (value: string) => void}} props
 */
function Seen({ file, focus, crop, setFocus }) {
  const [, left, top] = /^([\d.]+)%\s+([\d.]+)%$/.exec(focus ?? "") ?? [];
  const size = sizes.value[file], held = dragged.value?.file === file ? dragged.value : null;
  const x = held?.x ?? Number(left ?? WORDS[(focus ?? "").match(/left|right/)?.[0] ?? ""] ?? 50), y = held?.y ?? Number(top ?? WORDS[(focus ?? "").match(/top|bottom/)?.[0] ?? ""] ?? 50);
  const [across, down] = (crop ?? "").split(":").map(Number);
  const shape = size && across && down ? across / down / (size.width / size.height) : 0;
  const wide = shape ? Math.min(1, shape) : 0, high = shape ? Math.min(1, 1 / shape) : 0;
  const loaded = (/** @type {any} */ event) => (sizes.value = { ...sizes.value, [file]: { width: event.target.naturalWidth, height: event.target.naturalHeight } });
  const steps = /** @type {Record<string, [number, number]>} */ ({ ArrowLeft: [-5, 0], ArrowRight: [5, 0], ArrowUp: [0, -5], ArrowDown: [0, 5] });
  const within = (/** @type {number} */ value) => Math.max(0, Math.min(100, Math.round(value)));
  /** A point of the picture: of a frame, where its middle is. @param {PointerEvent} event */
  const pointed = (event) => {
    const box = /** @type {HTMLElement} */ (event.currentTarget).getBoundingClientRect();
    const at = (/** @type {number} */ place, /** @type {number} */ share) => within(share < 1 ? ((place - share / 2) / (1 - share)) * 100 : 50);
    return { file, x: at((event.clientX - box.left) / box.width, wide), y: at((event.clientY - box.top) / box.height, high) };
  };
  const words = shape ? `What is shown of the picture, cut to ${crop}` : "What stays in view where the picture is cut";
  return html`<button type="button" class=${`seen ${shape ? "is-cut" : ""}`} aria-label=${`${words}: ${x} % from the left, ${y} % from the top. Arrow keys move it.`}
    onPointerDown=${(/** @type {PointerEvent} */ event) => {
      if (event.button !== 0) return;
      /** @type {HTMLElement} */ (event.currentTarget).setPointerCapture(event.pointerId);
      dragged.value = pointed(event);
    }}
    onPointerMove=${(/** @type {PointerEvent} */ event) => held && (dragged.value = pointed(event))}
    onPointerUp=${(/** @type {PointerEvent} */ event) => {
      if (!held) return;
      const { x, y } = pointed(event);
      setFocus(`${x}% ${y}%`);
      dragged.value = null;
    }}
    onPointerCancel=${() => (dragged.value = null)}
    onKeyDown=${(/** @type {KeyboardEvent} */ event) => {
      const step = steps[event.key];
      if (step) (event.preventDefault(), setFocus(`${within(x + step[0])}% ${within(y + step[1])}%`));
    }}><img src=${pictureAddress(file)} alt="" draggable=${false} onLoad=${loaded} />
    ${shape ? html`<span class="frame" style=${{ left: `${x * (1 - wide)}%`, top: `${y * (1 - high)}%`, width: `${wide * 100}%`, height: `${high * 100}%` }}></span>`
      : html`<span class="point" style=${{ left: `${x}%`, top: `${y}%` }}></span>`}</button>`;
}

const WORDS = /** @type {Record<string, number>} */ ({ left: 0, top: 0, right: 100, bottom: 100 });
