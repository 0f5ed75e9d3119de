export const Fragment: unknown;
export function h(type: any, props: any, ...children: any[]): any;
export function render(tree: any, into: Element): void;
