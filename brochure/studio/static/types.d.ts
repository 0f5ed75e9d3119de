/** What the page asks of the server, and what the server tells it: no browser loads this. */

/** a key, or a position in a list */
export type Step = string | number;

/** where a value stands in its file */
export type Path = Step[];

export interface Change {
  action: "set" | "unset" | "insert" | "remove" | "move";
  file: string;
  path: Path;
  value?: unknown;
  /** what was seen there; left out where nothing stood */
  old?: unknown;
  /** the sha256 of the file as it was seen */
  base?: string;
  to?: Step;
}

export interface Problem {
  message: string;
  hint?: string;
  gravity: "error" | "warning" | "note";
  file?: string;
  line?: number;
  column?: number;
  kind?: string;
  id?: string;
  path?: Path;
  page?: number;
  document?: string;
  remedies?: {label: string, changes: Change[]}[];
  /** other places that it names */
  others?: {kind: string, id: string, path: Path, label: string}[];
}

export interface Field {
  name: string;
  label: string;
  help?: string;
  type: string;
  required?: boolean;
  /** characters */
  most?: number;
  choices?: (string | {value: string, label: string})[];
  of?: Field;
  fields?: Field[];
  printed_in?: string[];
  /** what holds where nothing is written */
  default?: any;
  /** seldom wanted */
  aside?: boolean;
  model?: string;
  /** what its words are, such as the name of a color */
  form?: string;
  /** of a reference: the kind of what may be named */
  kind?: string | string[];
}

export interface Item {
  kind: string;
  id: string;
  title: string;
  file: string;
  problems: number;
}

export type Document = {name: string, kind?: string, title: string, formats: string[]};

export interface Season {
  title: string;
  season: string;
  institution: string;
  undo: boolean | number;
  redo: boolean | number;
  /** values that nobody has confirmed */
  open?: number;
  /** the event that was told last */
  last?: number;
  /** of the publication, which tells it from others */
  folder?: string;
  kinds: {kind: string, label: string, plural: string, many: boolean, can_make: boolean}[];
  items: Item[];
  documents: Document[];
}

/** one item as it stands in its file */
export interface Content {
  title: string;
  file: string;
  sha256: string;
  values: any;
  /** where its values stand in the file, if not at the top */
  path?: Path;
  used_in: string[];
  used_by?: {kind: string, id: string, title: string}[];
  problems: Problem[];
}

/** a text on a page, in points from its left and top */
export interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
  /** of the item that says it, and its id; empty where a layout says it */
  kind: string;
  id: string;
  /** in the item */
  path?: Path;
  text: string;
  role: string;
}

export interface Page {
  number: number;
  picture: string;
  width: number;
  height: number;
  boxes: Box[];
  stale?: boolean;
}

export type Output = {file: string, pages?: number, change?: string, note?: string, format?: string};

export type Build = {state: string, done?: number, of?: number, text?: string, files?: Output[], problems?: Problem[], site?: string, sheets?: Output[], is_built?: boolean};

/** what is written in a field and not in its file yet */
export interface Draft {
  file: string;
  path: Path;
  label: string;
  /** undefined takes the field out */
  value: any;
  /** what stood there when writing began */
  old: any;
  state: "edited" | "saving" | "waiting" | "failed" | "conflict";
  problems?: Problem[];
  theirs?: any;
  at: { kind: string; id: string };
  /** of the publication that it belongs to */
  folder?: string;
}

/** what a field is drawn with */
export interface Place {
  /** of its element */
  id: string;
  file: string;
  /** in the file */
  path: Path;
  value: any;
  draft: Draft | undefined;
  problems: Problem[];
  set: (value: any, pause?: number) => void;
  leave: () => void;
  /** attributes that tie an input to its label, help and problems */
  says: Record<string, any>;
}

type Signal<T> = import("./vendor/signals.js").Signal<T>;
/** What is printed on what: the contrast that it has and the one that it needs. */
export interface Pair { color: string; ground: string; has: number; needs: number; why: string }
export type Known = Signal<{ colors: { name: string; value: string; fault: string }[]; pairs: Pair[] }>;
export type Dragged = Signal<{ file: string; x: number; y: number } | null>;
export type OpenList = Signal<{ id: string; words: string; at: number } | null>;
export type Moved = Signal<{ list: string; at: number; to: number } | null>;
export type Brought = Signal<{ id: string; problems: Problem[] }>;
export type Asking = Signal<{ what: "new" | "rename" | "remove"; kind: string; id?: string } | null>;
export type Done = Signal<{ done: number; of: number; text: string }>;
export type Opened = Signal<{ view: string; kind: string; id: string }>;
export type Written = Signal<{ kind: string; id: string; path: Path } | null>;
export type Seen = Signal<{ document: string; format: string }>;
export type Pages = Signal<{ key: string; pages: Page[]; message?: string; more?: boolean }>;
export type Sizes = Signal<Record<string, { width: number; height: number }>>;
