import type { Fault, StrategyDocument } from '@arbiter/contracts';
import type { GraphPlace } from '@arbiter/engine/strategy-edit/graph-place';
import { withoutNode } from '../findings/finding-words.js';

export interface NodeFinding {
  severity: 'fault' | 'warning';
  code: string;
  message: string;
  /** JSON pointer below the node: `/settings/branches/0/condition`; empty for the node as a whole. */
  path: string;
}

interface Nodes { nodes?: { id?: unknown; settings?: { body?: unknown } }[] }

/** Findings of a document's check by node of the graph at `place`; what lies in a loop's body counts for the loop in the graph around it too. */
export function faultsByNode(document: StrategyDocument, place: GraphPlace, faults: readonly Fault[], warnings: readonly Fault[]): ReadonlyMap<string, NodeFinding[]> {
  const found = new Map<string, NodeFinding[]>();
  const take = (severity: NodeFinding['severity'], list: readonly Fault[]): void => {
    for (const { path, code, message } of list) {
      const at = nodeAt(document, place, path);
      if (at) found.set(at.id, [...(found.get(at.id) ?? []), { severity, code, message: withoutNode(message), path: at.rest }]);
    }
  };
  take('fault', faults);
  take('warning', warnings);
  return found;
}

function nodeAt(document: StrategyDocument, place: GraphPlace, path: string): { id: string; rest: string } | null {
  let graph: Nodes | undefined = document.graph as Nodes;
  let rest = path.startsWith('/graph/') ? path.slice('/graph'.length) : null;
  for (let depth = 0; rest !== null && graph; depth += 1) {
    const match: RegExpExecArray | null = /^\/nodes\/(\d+)(\/.*)?$/.exec(rest);
    const node: NonNullable<Nodes['nodes']>[number] | undefined = match ? graph.nodes?.[Number(match[1])] : undefined;
    if (!match || typeof node?.id !== 'string') return null;
    const below = match[2] ?? '';
    if (depth === place.length) return { id: node.id, rest: below };
    if (node.id !== place[depth] || !below.startsWith('/settings/body/')) return null;
    graph = node.settings?.body as Nodes | undefined;
    rest = below.slice('/settings/body'.length);
  }
  return null;
}
