import type { Fault, StrategyDocument, StrategyGraph } from '@arbiter/contracts';

/** Where a finding of a strategy's check lies: at a node of some graph, at a field of the data model, or at the strategy as a whole. */
export type FindingPlace = { node: string; place: readonly string[] } | { part: 'inputs' | 'variables' | 'outputs'; field: string | null } | null;

export function placeOfFinding(document: StrategyDocument, { path }: Pick<Fault, 'path'>): FindingPlace {
  const field = /^\/dataModel\/(inputs|variables|outputs)(?:\/(\d+))?/.exec(path);
  if (field) {
    const part = field[1] as 'inputs' | 'variables' | 'outputs';
    return { part, field: field[2] === undefined ? null : (document.dataModel[part]?.[Number(field[2])]?.name ?? null) };
  }
  const place: string[] = [];
  let graph: StrategyGraph | undefined = document.graph;
  let rest = path.startsWith('/graph/') ? path.slice('/graph'.length) : '';
  let found: FindingPlace = null;
  while (graph) {
    const match: RegExpExecArray | null = /^\/nodes\/(\d+)(\/.*)?$/.exec(rest);
    const node: StrategyGraph['nodes'][number] | undefined = match ? graph.nodes?.[Number(match[1])] : undefined;
    if (!match || typeof node?.id !== 'string') return found;
    found = { node: node.id, place: [...place] };
    const below: string = match[2] ?? '';
    if (node.kind !== 'loop' || !below.startsWith('/settings/body/')) return found;
    place.push(node.id);
    graph = (node.settings as { body?: StrategyGraph } | null)?.body;
    rest = below.slice('/settings/body'.length);
  }
  return found;
}
