import type { FieldSpec, StrategyDataModel, StrategyDocument, StrategyEdge, StrategyGraph, StrategyNode } from '@arbiter/contracts';
import { nodeKinds } from '@arbiter/contracts/strategy/kinds';
import { freeNodeId } from './graph-edits.js';
import { graphAt, withGraphAt, type GraphPlace } from './graph-place.js';
import { namesIn } from './names-in.js';

/** Nodes on the way from one graph to another: what a clipboard holds as JSON. `format` tells it from whatever else is copied. */
export interface StrategyClip {
  format: 'arbiter-nodes/1';
  nodes: StrategyNode[];
  /** Edges among the nodes. */
  edges: StrategyEdge[];
  /** The fields of the data model that the nodes name. */
  dataModel: StrategyDataModel;
}

const format = 'arbiter-nodes/1';
const parts = ['inputs', 'variables', 'outputs'] as const;
const idPattern = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/;
const most = { nodes: 2000, edges: 10_000, fields: 1000 };

/** The nodes `ids` of the graph at a place, with the edges among them and the fields that they name; null where there is none of them. */
export function copyNodes(document: StrategyDocument, place: GraphPlace, ids: ReadonlySet<string>, positions: ReadonlyMap<string, { x: number; y: number }> = new Map()): StrategyClip | null {
  const graph = graphAt(document, place);
  const nodes = (graph?.nodes ?? []).filter(({ id }) => ids.has(id)).map((node) => (node.position || !positions.has(node.id) ? node : { ...node, position: positions.get(node.id)! }));
  if (!graph || nodes.length === 0) return null;
  const named = namesIn(nodes.map(({ settings, onError }) => [settings, onError?.values]));
  const of = (part: (typeof parts)[number]): FieldSpec[] => document.dataModel[part].filter(({ name }) => named.has(name));
  return { format, nodes, edges: graph.edges.filter(({ from, to }) => ids.has(from) && ids.has(to)), dataModel: { inputs: of('inputs'), variables: of('variables'), outputs: of('outputs') } };
}

export interface Pasted {
  document: StrategyDocument;
  /** Identifiers that the nodes got. */
  ids: string[];
  /** Fields that the data model lacked and has now. */
  fields: string[];
  /** Nodes that could not come along: a second input, or one inside a loop. */
  left: string[];
}

/**
 * Puts copied nodes into the graph at a place. They get identifiers that are free there; edges among them stay; fields that they name and
 * that the data model lacks come along. `at` is where the upper left corner of them all goes; else they stand a little beside where they
 * were.
 */
export function pasteNodes(document: StrategyDocument, place: GraphPlace, clip: StrategyClip, at?: { x: number; y: number }): Pasted {
  const target = graphAt(document, place);
  if (!target) return { document, ids: [], fields: [], left: clip.nodes.map(({ id }) => id) };
  const hasInput = place.length > 0 || target.nodes.some(({ kind }) => kind === 'input');
  const fitting = clip.nodes.filter(({ kind }) => kind !== 'input' || !hasInput);
  const corner = cornerOf(fitting);
  const shift = at ? { x: at.x - corner.x, y: at.y - corner.y } : { x: 48, y: 48 };
  const renamed = new Map<string, string>();
  let graph: StrategyGraph = target;
  for (const node of fitting) {
    const id = freeNodeId(graph, node.id);
    renamed.set(node.id, id);
    const position = node.position ?? corner;
    graph = { ...graph, nodes: [...graph.nodes, { ...node, id, position: { x: Math.round(position.x + shift.x), y: Math.round(position.y + shift.y) } }] };
  }
  const edges = clip.edges.flatMap((edge) => (renamed.has(edge.from) && renamed.has(edge.to) ? [{ from: renamed.get(edge.from)!, port: edge.port, to: renamed.get(edge.to)! }] : []));
  graph = { ...graph, edges: [...graph.edges, ...edges] };
  const first = renamed.values().next();
  if (place.length > 0 && graph.start === undefined && target.nodes.length === 0 && !first.done) graph = { ...graph, start: first.value };
  const { dataModel, fields } = withFields(document.dataModel, clip.dataModel);
  const ids = [...renamed.values()];
  const pasted = ids.length === 0 ? document : withGraphAt(dataModel === document.dataModel ? document : { ...document, dataModel }, place, () => graph);
  return { document: pasted, ids, fields: ids.length === 0 ? [] : fields, left: clip.nodes.filter(({ id }) => !renamed.has(id)).map(({ id }) => id) };
}

function cornerOf(nodes: readonly StrategyNode[]): { x: number; y: number } {
  const placed = nodes.flatMap(({ position }) => (position ? [position] : []));
  return placed.length === 0 ? { x: 0, y: 0 } : { x: Math.min(...placed.map(({ x }) => x)), y: Math.min(...placed.map(({ y }) => y)) };
}

/** Names are one space over inputs, variables and outputs: a name that is there in whatever part stays as it is. */
function withFields(dataModel: StrategyDataModel, brought: StrategyDataModel): { dataModel: StrategyDataModel; fields: string[] } {
  const known = new Set(parts.flatMap((part) => dataModel[part].map(({ name }) => name)));
  const fields: string[] = [];
  const next = { ...dataModel };
  for (const part of parts) {
    const missing = brought[part].filter(({ name }) => !known.has(name));
    if (missing.length === 0) continue;
    for (const { name } of missing) known.add(name);
    fields.push(...missing.map(({ name }) => name));
    next[part] = [...dataModel[part], ...missing];
  }
  return { dataModel: fields.length > 0 ? next : dataModel, fields };
}

export const clipText = (clip: StrategyClip): string => JSON.stringify(clip);

/**
 * What somebody's clipboard holds, if it is nodes. Whatever else a page may have put there is refused as a whole, and nothing but the known
 * keys is taken over; settings are judged by the check of the strategy, as everything in a draft.
 */
export function readClip(text: string): StrategyClip | null {
  if (text.length > 20_000_000 || !text.includes(format)) return null;
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return null;
  }
  if (!isObject(parsed) || parsed['format'] !== format || !isList(parsed['nodes'], most.nodes) || !isList(parsed['edges'], most.edges) || !isObject(parsed['dataModel'])) return null;
  const nodes = parsed['nodes'].map(nodeOf);
  const edges = parsed['edges'].map(edgeOf);
  const model = parsed['dataModel'];
  const fields = parts.map((part) => (isList(model[part], most.fields) && model[part].every(isField) ? model[part] : null));
  if (nodes.length === 0 || nodes.includes(null) || edges.includes(null) || fields.includes(null)) return null;
  const [inputs, variables, outputs] = fields as unknown as FieldSpec[][];
  const clip = { format, nodes: nodes as StrategyNode[], edges: edges as StrategyEdge[], dataModel: { inputs: inputs!, variables: variables!, outputs: outputs! } } satisfies StrategyClip;
  return new Set(clip.nodes.map(({ id }) => id)).size === clip.nodes.length ? clip : null;
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
const isList = (value: unknown, longest: number): value is unknown[] => Array.isArray(value) && value.length <= longest;
const isField = (value: unknown): boolean => isObject(value) && typeof value['name'] === 'string' && /^[\p{L}_][\p{L}\p{N}_]{0,62}$/u.test(value['name']) && typeof value['type'] === 'string';
const isId = (value: unknown): value is string => typeof value === 'string' && idPattern.test(value);

function nodeOf(value: unknown): StrategyNode | null {
  if (!isObject(value) || !isId(value['id']) || !nodeKinds.includes(value['kind'] as never)) return null;
  const { id, kind, title, note, position, settings, onError } = value;
  const placed = isObject(position) && Number.isFinite(position['x']) && Number.isFinite(position['y']);
  return {
    id,
    kind: kind as StrategyNode['kind'],
    ...(typeof title === 'string' ? { title: title.slice(0, 200) } : {}),
    ...(typeof note === 'string' ? { note: note.slice(0, 4000) } : {}),
    ...(placed ? { position: { x: position['x'] as number, y: position['y'] as number } } : {}),
    settings: settings ?? {},
    ...(isObject(onError) && typeof onError['then'] === 'string' ? { onError: onError as unknown as NonNullable<StrategyNode['onError']> } : {}),
  };
}

function edgeOf(value: unknown): StrategyEdge | null {
  if (!isObject(value) || !isId(value['from']) || !isId(value['to']) || typeof value['port'] !== 'string' || value['port'].length === 0 || value['port'].length > 64) return null;
  return { from: value['from'], port: value['port'], to: value['to'] };
}
