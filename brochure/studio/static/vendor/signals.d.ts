export interface Signal<T> {
  value: T;
  peek(): T;
  subscribe(hear: (value: T) => void): () => void;
}
/** `watched` is called when somebody begins to read it and is drawn again by it, `unwatched` when nobody does any more. */
export function signal<T>(value: T, options?: { watched?: () => void; unwatched?: () => void }): Signal<T>;
export function computed<T>(work: () => T): Signal<T>;
export function effect(work: () => void): () => void;
