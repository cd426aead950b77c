import type { StrategyDocument, StrategyEdge, StrategyGraph, StrategyNode } from '@arbiter/contracts';
import { freeNodeId } from './graph-edits.js';
import { keyedAlike, withAdded, conflictAt, isRecord, mergeJson, mergeObject, mergeValue, type MergeChoices, type Merged, type MergePath, type Merging } from './merge-json.js';
import { mergePlaceOf } from './merge-place.js';
import { sameJson } from './same-json.js';

/**
 * Merges what two people did to a strategy since `base`: nodes by identifier and inside them by place, edges by where they leave, fields
 * by part and name, loops' bodies as graphs of their own. Where a node stands is never a conflict: whoever moved it decides, and mine
 * where both did. Two new nodes under one identifier both stay, mine under another one. A node that one took away and the other changed
 * or connected is a conflict.
 */
export function mergeStrategies(base: StrategyDocument, mine: StrategyDocument, theirs: StrategyDocument, choices?: MergeChoices): Merged<StrategyDocument> {
  return mergeJson(base, mine, theirs, choices, mergeSpecial);
}

const mergeSpecial: Merging['special'] = (merging, base, mine, theirs, path) => {
  if (path.at(-1) === 'position' && path.at(-3) === 'nodes') return { value: mine ?? theirs };
  const isGraph = (path.length === 1 && path[0] === 'graph') || (path.at(-1) === 'body' && path.at(-2) === 'settings' && path.at(-4) === 'nodes');
  return isGraph && [base, mine, theirs].every(looksLikeGraph) ? { value: mergeGraphs(merging, base as StrategyGraph, mine as StrategyGraph, theirs as StrategyGraph, path) } : undefined;
};

const looksLikeGraph = (value: unknown): boolean => isRecord(value) && Array.isArray(value.nodes) && Array.isArray(value.edges) && keyedAlike(value.nodes) !== null;

type Nodes = ReadonlyMap<string, StrategyNode>;
const byId = ({ nodes }: StrategyGraph): Nodes => new Map(nodes.map((node) => [node.id, node]));

function mergeGraphs(merging: Merging, base: StrategyGraph, given: StrategyGraph, theirs: StrategyGraph, path: MergePath): StrategyGraph {
  const mine = withFreeIds(merging, base, given, theirs, path);
  const [was, left, right] = [byId(base), byId(mine), byId(theirs)];
  const kept: Kept[] = [];
  const nodes: StrategyNode[] = [];
  for (const id of withAdded([...left.keys(), ...[...was.keys()].filter((key) => !left.has(key) && right.has(key))], [...right.keys()])) {
    const at = [...path, 'nodes', id];
    const [before, my, their] = [was.get(id), left.get(id), right.get(id)];
    if (before && (my === undefined) !== (their === undefined)) {
      const stays = my ? { node: my, graph: mine, without: theirs } : { node: their!, graph: theirs, without: mine };
      if (!touched(before, base, stays.node, stays.graph)) continue;
      const chosen = conflictAt(merging, at, before, my, their);
      if (chosen) kept.push({ id, without: stays.without });
      if (chosen) nodes.push(chosen);
      continue;
    }
    const node = mergeValue(merging, before, my, their, at) as StrategyNode | undefined;
    if (node) nodes.push(node);
  }
  const edges = mergeEdges(merging, base, mine, theirs, nodes, kept, path);
  const rest = mergeObject(merging, { ...base }, { ...mine }, { ...theirs }, path, (inner, one, two, three, at) => (at.at(-1) === 'nodes' || at.at(-1) === 'edges' ? two : mergeValue(inner, one, two, three, at)));
  const alike = (list: readonly unknown[], other: readonly unknown[]): boolean => list.length === other.length && list.every((element, index) => element === other[index]);
  return { ...(rest as unknown as StrategyGraph), nodes: alike(nodes, mine.nodes) ? mine.nodes : nodes, edges: alike(edges, mine.edges) ? mine.edges : edges };
}

/** Mine with other identifiers for new nodes whose identifier theirs gave to a new node of another content. */
function withFreeIds(merging: Merging, base: StrategyGraph, mine: StrategyGraph, theirs: StrategyGraph, path: MergePath): StrategyGraph {
  const [was, right] = [byId(base), byId(theirs)];
  const clashing = mine.nodes.filter((node) => !was.has(node.id) && right.has(node.id) && !sameJson(node, right.get(node.id)));
  if (clashing.length === 0) return mine;
  const taken = [...base.nodes, ...mine.nodes, ...theirs.nodes];
  const names = new Map<string, string>();
  for (const node of clashing) {
    const free = freeNodeId({ nodes: taken, edges: [] }, node.id.replace(/-\d+$/, ''));
    taken.push({ ...node, id: free });
    names.set(node.id, free);
    merging.renamed.push({ place: mergePlaceOf([...path, 'nodes', free]).loops, from: node.id, to: free });
  }
  const name = (id: string): string => names.get(id) ?? id;
  return {
    ...mine,
    nodes: mine.nodes.map((node) => (names.has(node.id) ? { ...node, id: name(node.id) } : node)),
    edges: mine.edges.map((edge) => (names.has(edge.from) || names.has(edge.to) ? { ...edge, from: name(edge.from), to: name(edge.to) } : edge)),
    ...(mine.start === undefined ? {} : { start: name(mine.start) }),
  };
}

/** Whether somebody who kept a node did more to it than to move it. */
function touched(before: StrategyNode, base: StrategyGraph, node: StrategyNode, graph: StrategyGraph): boolean {
  if (!sameJson({ ...before, position: undefined }, { ...node, position: undefined })) return true;
  const known = new Set(base.edges.map(edgeText));
  return graph.edges.some((edge) => (edge.from === node.id || edge.to === node.id) && !known.has(edgeText(edge)));
}
const edgeText = ({ from, port, to }: StrategyEdge): string => `${from} ${port} ${to}`;

/** A node that one of the two took away, and that stays. */
interface Kept { id: string; without: StrategyGraph }

function mergeEdges(merging: Merging, base: StrategyGraph, mine: StrategyGraph, theirs: StrategyGraph, nodes: readonly StrategyNode[], kept: readonly Kept[], path: MergePath): StrategyEdge[] {
  const there = new Set(nodes.map((node) => node.id));
  const known = new Set([...base.nodes, ...mine.nodes, ...theirs.nodes].map((node) => node.id));
  // An edge to a node that was taken away goes with it; one to a node that never was is left for the check to tell.
  const holds = ({ from, to }: StrategyEdge): boolean => (there.has(from) || !known.has(from)) && (there.has(to) || !known.has(to));
  // Whoever took a node away took its edges away only because of that: where the node stays, they do.
  const wentAlong = (edge: StrategyEdge): boolean => kept.some(({ id, without }) => (edge.from === id || edge.to === id) && !without.edges.some(({ from, port }) => from === edge.from && port === edge.port));
  return mergeValue(merging, base.edges.filter((edge) => holds(edge) && !wentAlong(edge)), mine.edges.filter(holds), theirs.edges.filter(holds), [...path, 'edges']) as StrategyEdge[];
}
