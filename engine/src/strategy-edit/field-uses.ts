import type { StrategyDocument } from '@arbiter/contracts';
import type { FieldPath, FieldTypes } from './expression-fields.js';
import type { FieldSlot, FindDocument, SlotPath } from './field-slot.js';
import type { GraphPlace } from './graph-place.js';
import { readTemplate } from './path-template-edit.js';
import { factMentions, mentionsOf, walkFields, type InnerNames, type VisitedNode } from './walk-fields.js';

/** One place that reads or writes a field. */
export interface FieldUse {
  place: GraphPlace;
  nodeId: string;
  /** JSON pointer below the node. */
  pointer: string;
  mode: 'read' | 'write';
  /** Text of the place, as far as there is one. */
  text: string;
}

/** Key of a field in maps: its names, joined by a sign that no name has. */
export const fieldKey = (path: FieldPath): string => path.join('.');

export const pointerOf = (path: SlotPath): string => path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

interface SlotUse { path: FieldPath; mode: 'read' | 'write'; text: string }

function usesOfSlot(slot: FieldSlot, around: InnerNames, types: FieldTypes): SlotUse[] {
  switch (slot.kind) {
    case 'expression': return mentionsOf(slot, around, types).mentions.map(({ path }) => ({ path, mode: 'read', text: slot.source }));
    case 'template': return readTemplate(slot.source).flatMap((piece) => ('expression' in piece ? mentionsOf({ kind: 'expression', path: [], source: piece.expression }, around, types).mentions.map(({ path }): SlotUse => ({ path, mode: 'read', text: slot.source })) : []));
    case 'write': case 'own': return types.scope.has(slot.name) ? [{ path: [slot.name], mode: 'write', text: '' }] : [];
    case 'feature': return types.scope.has(slot.name) ? [{ path: [slot.name], mode: 'read', text: '' }] : [];
    case 'keys': return Object.keys(slot.value).filter((name) => types.scope.has(name)).map((name): SlotUse => ({ path: [name], mode: 'write', text: '' }));
    case 'fact': {
      const { fact, steps } = factMentions(slot, around, types);
      return [...(fact ? [fact] : []), ...steps.map(({ path }) => path)].map((path): SlotUse => ({ path, mode: 'read', text: slot.jsonPath === undefined ? slot.name : `${slot.name} ${slot.jsonPath}` }));
    }
    case 'unknown': return [];
  }
}

/**
 * Who reads and writes each field of a data model, nested ones included, by `fieldKey`. A mention of a nested field counts for the fields
 * around it too where it goes through them. With `find` registered content is looked into as well.
 */
export function fieldUses(document: StrategyDocument, find: FindDocument = () => undefined): ReadonlyMap<string, readonly FieldUse[]> {
  const uses = new Map<string, FieldUse[]>();
  const visited: VisitedNode[] = [];
  const types = walkFields(document, find, (one) => visited.push(one));
  for (const { node, place, around, slots } of visited) {
    for (const slot of slots) {
      const seen = new Set<string>();
      for (const { path, mode, text } of usesOfSlot(slot, around, types)) {
        const key = fieldKey(path);
        if (seen.has(`${mode}${key}`)) continue;
        seen.add(`${mode}${key}`);
        const use: FieldUse = { place, nodeId: node.id, pointer: pointerOf(slot.path), mode, text };
        const list = uses.get(key);
        if (list) list.push(use);
        else uses.set(key, [use]);
      }
    }
  }
  return uses;
}
