export interface Signal<T> {
  value: T;
  peek(): T;
  subscribe(hear: (value: T) => void): () => void;
}
export function signal<T>(value: T): Signal<T>;
export function computed<T>(work: () => T): Signal<T>;
export function effect(work: () => void): () => void;
