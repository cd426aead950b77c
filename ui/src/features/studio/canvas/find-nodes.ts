import type { StrategyDocument, StrategyGraph, StrategyNode } from '@arbiter/contracts';

export interface FoundNode {
  place: readonly string[];
  node: StrategyNode;
  /** Where the words were found: in what the card shows, else somewhere in the settings. */
  inSettings: boolean;
}

const deepest = 16;

/** Every node of a strategy with its place, those inside loops after their loop. */
export function* nodesOf(graph: StrategyGraph, place: readonly string[] = []): Generator<{ place: readonly string[]; node: StrategyNode }> {
  for (const node of graph.nodes) {
    yield { place, node };
    const body = node.kind === 'loop' ? (node.settings as { body?: StrategyGraph } | null)?.body : undefined;
    if (Array.isArray(body?.nodes) && place.length < deepest) yield* nodesOf(body, [...place, node.id]);
  }
}

/**
 * Nodes that hold every word of `query`: in their title, kind, identifier or note first, then those that hold them somewhere in their
 * settings. `wordsOf` gives the texts that the reader sees on the card.
 */
export function findNodes(document: StrategyDocument, query: string, wordsOf: (node: StrategyNode) => string, most = 50): FoundNode[] {
  const words = query.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  const shown: FoundNode[] = [];
  const inside: FoundNode[] = [];
  for (const { place, node } of nodesOf(document.graph)) {
    const seen = `${node.id}\n${node.note ?? ''}\n${wordsOf(node)}`.toLocaleLowerCase();
    if (words.every((word) => seen.includes(word))) shown.push({ place, node, inSettings: false });
    else if (words.length > 0 && node.kind !== 'loop') {
      const settings = `${seen}\n${JSON.stringify(node.settings)}`.toLocaleLowerCase();
      if (words.every((word) => settings.includes(word))) inside.push({ place, node, inSettings: true });
    }
  }
  return [...shown, ...inside].slice(0, most);
}
