import type { StrategyDocument, StrategyGraph, StrategyNode } from '@arbiter/contracts';

/** A node with the loops to step into for it. */
export interface FoundNode {
  place: string[];
  node: StrategyNode;
}

const bodyOf = (node: StrategyNode): StrategyGraph | undefined => (node.kind === 'loop' ? (node.settings as { body?: StrategyGraph } | null)?.body : undefined);

/** The node of a path such as `each[2]/terms`; where the path leads into a sub-process, the node that runs it. Undefined where the node is gone. */
export function nodeOfPath({ graph }: Pick<StrategyDocument, 'graph'>, path: string): FoundNode | undefined {
  let part: StrategyGraph | undefined = graph;
  let found: FoundNode | undefined;
  for (const segment of path.replace(/\[\d+\]/g, '').split('/')) {
    const node: StrategyNode | undefined = part?.nodes?.find(({ id }) => id === segment);
    if (!node) return found && !bodyOf(found.node) ? found : undefined;
    found = { place: found ? [...found.place, found.node.id] : [], node };
    part = bodyOf(node);
  }
  return found;
}

/** The node at or around a JSON pointer into the document, and undefined for what is no part of a node. */
export function nodeOfPointer(document: Pick<StrategyDocument, 'graph'>, pointer: string): FoundNode | undefined {
  let part: StrategyGraph | undefined = document.graph;
  let rest = pointer.startsWith('/graph/') ? pointer.slice('/graph'.length) : '';
  let found: FoundNode | undefined;
  while (part) {
    const match: RegExpExecArray | null = /^\/nodes\/(\d+)(\/.*)?$/.exec(rest);
    const node: StrategyNode | undefined = match ? part.nodes?.[Number(match[1])] : undefined;
    if (!node) return found;
    found = { place: found ? [...found.place, found.node.id] : [], node };
    const below = match![2] ?? '';
    if (!below.startsWith('/settings/body/')) return found;
    part = bodyOf(node);
    rest = below.slice('/settings/body'.length);
  }
  return found;
}

/** Name of a node for people; of what is gone, or runs inside a sub-process, the last part of its path. */
export function titleOfPath(document: Pick<StrategyDocument, 'graph'>, path: string): string {
  const found = nodeOfPath(document, path);
  const last = path.replace(/\[\d+\]/g, '').split('/').at(-1) ?? path;
  return found && found.node.id === last ? (found.node.title ?? found.node.id) : last;
}
