import type { StrategyDocument, StrategyGraph, StrategyNode } from '@arbiter/contracts';
import type { FeelType } from '../feel/feel-type.js';
import { expressionFields, fieldTypes, type ExpressionFields, type FieldMention, type FieldPath, type FieldTypes } from './expression-fields.js';
import { recordOf, type FieldSlot, type FindDocument, type SlotLocal } from './field-slot.js';
import { fieldSlots, loopLocals } from './field-slots.js';
import type { GraphPlace } from './graph-place.js';
import { jsonPathSteps } from './json-path-fields.js';

/** Names that loops around a node add, with their types. */
export type InnerNames = ReadonlyMap<string, FeelType>;

const any: FeelType = { kind: 'any' };

export function namesOf(locals: readonly SlotLocal[] | undefined, around: InnerNames, types: FieldTypes): InnerNames {
  if (!locals || locals.length === 0) return around;
  const inner = new Map(around);
  for (const { name, elementOf } of locals) {
    const list = elementOf === undefined ? undefined : expressionFields(elementOf, { types, locals: around }).type;
    inner.set(name, list?.kind === 'list' ? list.items : any);
  }
  return inner;
}

const targetType = (slot: FieldSlot & { kind: 'expression' }, types: FieldTypes): FeelType | undefined => {
  const type = slot.target === undefined ? undefined : types.scope.get(slot.target);
  return slot.items ? (type?.kind === 'list' ? type.items : undefined) : type;
};

/** What the expression of a slot mentions. */
export function mentionsOf(slot: FieldSlot & { kind: 'expression' }, around: InnerNames, types: FieldTypes): ExpressionFields {
  const locals = namesOf(slot.locals, around, types);
  const input = slot.input === undefined ? undefined : expressionFields(slot.input, { types, locals }).type;
  return expressionFields(slot.source, { types, locals, input, target: targetType(slot, types), ...(slot.dialect ? { dialect: slot.dialect } : {}) });
}

/** Fields that a fact of a rule set names: the fact, then the steps of its path as far as the data model knows them. */
export function factMentions(slot: FieldSlot & { kind: 'fact' }, around: InnerNames, types: FieldTypes): { fact: FieldPath | null; steps: FieldMention[] } {
  const own = !around.has(slot.name) && types.scope.has(slot.name);
  const steps = slot.jsonPath === undefined ? [] : (jsonPathSteps(slot.jsonPath) ?? []);
  const found: FieldMention[] = [];
  let type = around.get(slot.name) ?? types.scope.get(slot.name);
  for (const { name, start, end } of steps) {
    while (type?.kind === 'list') type = type.items;
    const path = type && types.owner.get(type);
    if (!path || type?.kind !== 'context' || !Object.hasOwn(type.fields, name)) break;
    found.push({ path: [...path, name], start, end });
    type = type.fields[name];
  }
  return { fact: own ? [slot.name] : null, steps: found };
}

export interface VisitedNode {
  node: StrategyNode;
  /** The graph in which it stands. */
  place: GraphPlace;
  around: InnerNames;
  slots: readonly FieldSlot[];
}

/** Visits every node with its slots, bodies of loops included. */
export function walkFields(document: StrategyDocument, find: FindDocument, visit: (visited: VisitedNode) => void): FieldTypes {
  const types = fieldTypes(document.dataModel);
  const graph = (inside: StrategyGraph, place: GraphPlace, around: InnerNames): void => {
    for (const node of inside.nodes) {
      visit({ node, place, around, slots: fieldSlots(node, find) });
      const { body } = recordOf(node.settings);
      if (node.kind === 'loop' && place.length < 20) graph(asGraph(body), [...place, node.id], namesOf(loopLocals(node.settings), around, types));
    }
  };
  graph(document.graph, [], new Map());
  return types;
}

export const asGraph = (body: unknown): StrategyGraph => {
  const { nodes, edges } = recordOf(body);
  return { ...(body as object), nodes: Array.isArray(nodes) ? nodes : [], edges: Array.isArray(edges) ? edges : [] };
};
