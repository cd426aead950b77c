import type { FieldSpec, StrategyDocument, StrategyEdge, StrategyGraph, StrategyNode } from '@arbiter/contracts';

/** One difference. `path` is a JSON pointer below what it belongs to; `before` or `after` is absent where there was or is nothing. */
export interface ValueChange { path: string; before?: unknown; after?: unknown }
export interface FieldChange { part: 'inputs' | 'variables' | 'outputs'; name: string; change: 'added' | 'removed' | 'changed'; changes: ValueChange[] }
export interface NodeChange { id: string; kind: string; title?: string; change: 'added' | 'removed' | 'changed'; changes: ValueChange[] }
export interface StrategyDifference {
  fields: FieldChange[];
  nodes: NodeChange[];
  edges: { edge: StrategyEdge; change: 'added' | 'removed' }[];
  /** Limits and description. */
  rest: ValueChange[];
  same: boolean;
}

/** What changed from one version of a strategy to another, by field and by node. Where nodes stand on the drawing does not count. */
export function diffStrategies(before: StrategyDocument, after: StrategyDocument): StrategyDifference {
  const fields = (['inputs', 'variables', 'outputs'] as const).flatMap((part) => diffFields(part, before.dataModel[part], after.dataModel[part]));
  const { nodes, edges } = diffGraphs(before.graph, after.graph);
  const rest = diffValues({ limits: before.limits, description: before.description }, { limits: after.limits, description: after.description });
  return { fields, nodes, edges, rest, same: fields.length + nodes.length + edges.length + rest.length === 0 };
}

function diffFields(part: FieldChange['part'], before: readonly FieldSpec[], after: readonly FieldSpec[]): FieldChange[] {
  return byKey(before, after, (field) => field.name).flatMap(({ key, was, is }): FieldChange[] => {
    const change = was === undefined ? 'added' : is === undefined ? 'removed' : 'changed';
    const changes = change === 'changed' ? diffValues(was, is) : [];
    return change === 'changed' && changes.length === 0 ? [] : [{ part, name: key, change, changes }];
  });
}

function diffGraphs(before: StrategyGraph, after: StrategyGraph): { nodes: NodeChange[]; edges: StrategyDifference['edges'] } {
  const nodes = byKey(before.nodes, after.nodes, (node) => node.id).flatMap(({ key, was, is }): NodeChange[] => {
    const change = was === undefined ? 'added' : is === undefined ? 'removed' : 'changed';
    const changes = change === 'changed' ? diffValues(withoutPosition(was!), withoutPosition(is!)) : [];
    if (change === 'changed' && changes.length === 0) return [];
    const { kind, title } = (is ?? was)!;
    return [{ id: key, kind, ...(title === undefined ? {} : { title }), change, changes }];
  });
  const edges = byKey(before.edges, after.edges, (edge) => JSON.stringify([edge.from, edge.port, edge.to])).flatMap(({ was, is }) =>
    was && is ? [] : [{ edge: (is ?? was)!, change: is ? ('added' as const) : ('removed' as const) }],
  );
  return { nodes, edges };
}

/** Positions are left out here and, since a loop holds a graph in its settings, at any depth. */
function withoutPosition(node: StrategyNode): unknown {
  const { position: _, ...rest } = node;
  return { ...rest, settings: withoutPositions(rest.settings) };
}
function withoutPositions(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutPositions);
  if (value === null || typeof value !== 'object') return value;
  const isNode = 'id' in value && 'kind' in value && 'settings' in value;
  return Object.fromEntries(Object.entries(value).filter(([key]) => !(isNode && key === 'position')).map(([key, part]) => [key, withoutPositions(part)]));
}

function byKey<T>(before: readonly T[], after: readonly T[], key: (item: T) => string): { key: string; was?: T; is?: T }[] {
  const found = new Map<string, { key: string; was?: T; is?: T }>();
  for (const was of before) found.set(key(was), { key: key(was), was });
  for (const is of after) found.set(key(is), { ...found.get(key(is)), key: key(is), is });
  return [...found.values()];
}

/** Differences of two JSON values as places. Elements of lists that have an id, a name or a way out are matched by it, others by their place. */
export function diffValues(before: unknown, after: unknown, path = ''): ValueChange[] {
  if (Object.is(before, after)) return [];
  if (Array.isArray(before) && Array.isArray(after)) return diffLists(before, after, path);
  if (isRecord(before) && isRecord(after)) {
    return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((key) =>
      diffValues(Object.hasOwn(before, key) ? before[key] : undefined, Object.hasOwn(after, key) ? after[key] : undefined, `${path}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`),
    );
  }
  return [{ path, ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) }];
}

function diffLists(before: readonly unknown[], after: readonly unknown[], path: string): ValueChange[] {
  const keys = (['id', 'name', 'port'] as const).find((key) => [before, after].every((list) => list.every((item) => isRecord(item) && typeof item[key] === 'string') && new Set(list.map((item) => (item as Record<string, unknown>)[key])).size === list.length));
  if (keys === undefined) {
    return Array.from({ length: Math.max(before.length, after.length) }, (_, i) => diffValues(before[i], after[i], `${path}/${i}`)).flat();
  }
  const key = (item: unknown): string => String((item as Record<string, unknown>)[keys]);
  const changes = byKey(before, after, key).flatMap(({ key: name, was, is }) => diffValues(was, is, `${path}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`));
  const order = (list: readonly unknown[], other: readonly unknown[]) => list.map(key).filter((name) => other.some((item) => key(item) === name));
  const [was, is] = [order(before, after), order(after, before)];
  return was.some((name, i) => name !== is[i]) ? [...changes, { path, before: was, after: is }] : changes;
}

const isRecord = (value: unknown): value is Record<string, unknown> => value !== null && typeof value === 'object' && !Array.isArray(value);
