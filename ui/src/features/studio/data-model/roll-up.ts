import type { FieldSpec, StrategyDocument, StrategyNode, ValueSpec } from '@arbiter/contracts';
import { childrenOf, freeName, modelParts, objectOf } from '@arbiter/engine/strategy-edit/data-model-edits';
import { addNode, connect, freeNodeId } from '@arbiter/engine/strategy-edit/graph-edits';
import { literalOf } from '../expressions/feel-completion.js';

export type RollUpKind = 'count' | 'sum' | 'max' | 'min' | 'mean' | 'some' | 'every' | 'values';

/** One thing to calculate over the elements of a list. */
export interface RollUpOffer {
  kind: RollUpKind;
  /** The field of the elements, joined by dots; empty for the elements themselves. */
  of: string;
  expression: string;
  name: string;
  spec: ValueSpec;
}

interface Child { path: string[]; spec: ValueSpec; lists: number }

/** Single values below a list, those of lists within its elements too. */
function childrenBelow(spec: ValueSpec, path: string[] = [], lists = 0): Child[] {
  return childrenOf(spec).flatMap((field): Child[] => {
    const own = [...path, field.name];
    const inside = lists + (field.type === 'list' ? 1 : 0);
    if (objectOf(field).type === 'object') return childrenBelow(field, own, inside);
    return [{ path: own, spec: field.type === 'list' ? (field.items ?? { type: 'any' }) : field, lists: inside }];
  });
}

const singular = (name: string): string => (/ies$/.test(name) ? name.replace(/ies$/, 'y') : /[^s]s$/.test(name) ? name.slice(0, -1) : 'element');
const numeric = (spec: ValueSpec): boolean => spec.type === 'number' || spec.type === 'integer';
const ordered = (spec: ValueSpec): boolean => numeric(spec) || spec.type === 'date' || spec.type === 'date and time';

/**
 * What can be calculated over the elements of a list of objects: their number, sums, extremes and averages of numbers, conditions on
 * booleans and enumerated texts. `listsBefore`: lists on the way to the list itself. null where the field is no list of objects.
 */
export function rollUpsOf(path: readonly string[], field: FieldSpec, listsBefore = 0): RollUpOffer[] | null {
  if (field.type !== 'list' || objectOf(field).type !== 'object') return null;
  const root = path.join('.');
  const last = path.at(-1)!;
  const flat = (text: string, lists: number): string => (lists + listsBefore > 0 ? `flatten(${text})` : text);
  const offers: RollUpOffer[] = [{ kind: 'count', of: '', expression: `count(${flat(root, 0)})`, name: `${last}_count`, spec: { type: 'integer' } }];
  const element = singular(last);
  for (const child of childrenBelow(field)) {
    const of = child.path.join('.');
    const all = flat(`${root}.${of}`, child.lists);
    const named = child.path.join('_');
    if (numeric(child.spec)) for (const kind of ['sum', 'mean'] as const) offers.push({ kind, of, expression: `${kind}(${all})`, name: `${named}_${kind}`, spec: { type: 'number' } });
    if (ordered(child.spec)) for (const kind of ['max', 'min'] as const) offers.push({ kind, of, expression: `${kind}(${all})`, name: `${named}_${kind}`, spec: { type: child.spec.type } });
    if (child.lists > 0 || listsBefore > 0) continue;
    const condition = child.spec.type === 'boolean' ? `${element}.${of}` : numeric(child.spec) ? `${element}.${of} > 0` : child.spec.values?.[0] === undefined ? null : `${element}.${of} = ${literalOf(child.spec.values[0], child.spec.type)}`;
    if (condition !== null) for (const kind of ['some', 'every'] as const) offers.push({ kind, of, expression: `${kind} ${element} in ${root} satisfies ${condition}`, name: `${kind === 'some' ? 'has' : 'all'}_${named}`, spec: { type: 'boolean' } });
    if (child.spec.type === 'string') offers.push({ kind: 'values', of, expression: `distinct values(${all})`, name: `${named}_values`, spec: { type: 'list', items: { type: 'string' } } });
  }
  return offers;
}

/** Lists on the way to a field, itself left out. */
export function listsOnTheWay(document: StrategyDocument, path: readonly string[]): number {
  let fields: readonly FieldSpec[] = modelParts.flatMap((part) => document.dataModel[part]);
  let lists = 0;
  for (const name of path.slice(0, -1)) {
    const field = fields.find((one) => one.name === name);
    if (!field) break;
    if (field.type === 'list') lists += 1;
    fields = childrenOf(field);
  }
  return lists;
}

/** Puts a node right behind the strategy's input, onto the edge that leaves it. Without a place of its own it is drawn where there is room. */
function behindInput(document: StrategyDocument, node: StrategyNode): StrategyDocument {
  const { graph } = document;
  const input = graph.nodes.find(({ kind }) => kind === 'input');
  const edge = input && graph.edges.find(({ from }) => from === input.id);
  let next = addNode(graph, node);
  if (input) next = connect(next, { from: input.id, port: 'next', to: node.id });
  if (edge) next = connect(next, { from: node.id, port: 'next', to: edge.to });
  return { ...document, graph: next };
}

export interface PlacedRollUp { document: StrategyDocument; nodeId: string; name: string }

/** Adds a variable and its calculation: to a calculate node of the strategy's own graph, or to a new one behind the input. */
export function placeRollUp(document: StrategyDocument, offer: RollUpOffer, { name, title, nodeId }: { name: string; title: string; nodeId?: string | undefined }): PlacedRollUp {
  const { dataModel } = document;
  const free = freeName(modelParts.flatMap((part) => dataModel[part].map((field) => field.name)), name);
  const withVariable: StrategyDocument = { ...document, dataModel: { ...dataModel, variables: [...dataModel.variables, { name: free, title, ...offer.spec }] } };
  const assignment = { name: free, value: offer.expression };
  const present = nodeId === undefined ? undefined : document.graph.nodes.find(({ id, kind }) => id === nodeId && kind === 'calculate');
  if (present) {
    const { assignments } = present.settings as { assignments?: { name: string; value: string }[] };
    const kept = (assignments ?? []).filter((one) => one.name !== '' || one.value !== '');
    const nodes = document.graph.nodes.map((node) => (node === present ? { ...node, settings: { ...(node.settings as object), assignments: [...kept, assignment] } } : node));
    return { document: { ...withVariable, graph: { ...document.graph, nodes } }, nodeId: present.id, name: free };
  }
  const id = freeNodeId(document.graph, 'calculate');
  return { document: behindInput(withVariable, { id, kind: 'calculate', title, settings: { assignments: [assignment] } }), nodeId: id, name: free };
}

/** Adds a loop over the list behind the input, whose body is still to be drawn: a decision for each element. */
export function placeLoop(document: StrategyDocument, path: readonly string[], title: string): PlacedRollUp {
  const id = freeNodeId(document.graph, 'each');
  const names = modelParts.flatMap((part) => document.dataModel[part].map((field) => field.name));
  const element = freeName(names, singular(path.at(-1)!));
  const list = listsOnTheWay(document, path) > 0 ? `flatten(${path.join('.')})` : path.join('.');
  return { document: behindInput(document, { id, kind: 'loop', title, settings: { list, element, body: { nodes: [], edges: [] } } }), nodeId: id, name: element };
}
