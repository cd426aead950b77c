import type { FieldSpec, ItemReference, StrategyDocument, StrategyNode } from '@arbiter/contracts';

/** Items of the demo project, by fixed identifiers; what is referred to stands first. */
export interface DemoItem {
  id: string;
  kind: ItemReference['kind'];
  name: { ru: string; en: string };
  document: unknown;
  /** What is registered as version 2, where there is one. */
  next?: unknown;
}

export const text = (name: string, more: Partial<FieldSpec> = {}): FieldSpec => ({ name, type: 'string', ...more });
export const number = (name: string, more: Partial<FieldSpec> = {}): FieldSpec => ({ name, type: 'number', ...more });
export const versionOne = (kind: ItemReference['kind'], id: string): ItemReference => ({ kind, id, version: 1 });

/** A node in its place of a drawing that runs from left to right. */
export const node = (id: string, kind: StrategyNode['kind'], column: number, row: number, title: string, settings: unknown): StrategyNode => ({ id, kind, title, position: { x: column * 240, y: row * 140 }, settings });

/** `a:port -> b`, or `a -> b` for the way "next". */
export const links = (...texts: string[]): StrategyDocument['graph']['edges'] =>
  texts.map((link) => {
    const [from = '', to = ''] = link.split(' -> ');
    const [id = '', port = 'next'] = from.split(':');
    return { from: id, port, to };
  });
