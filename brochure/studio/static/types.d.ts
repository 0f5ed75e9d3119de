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

export type Output = {file: string, pages?: number, change?: string};

export type Build = {state: string, done?: number, of?: number, text?: string, files?: Output[], problems?: Problem[], site?: string};
