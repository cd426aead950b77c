import { describe, expect, it } from 'vitest';
import { randomFrom } from '../finish/seeded-random.js';
import { allowedSets, randomChoice } from '../fixtures/random-choices.js';
import type { Choice } from '../model/choice.js';
import { type PathGraph, pathGraphOf } from './path-graph.js';

function setsOf(graph: PathGraph, options: number): string[] {
  const members: number[][] = Array.from({ length: graph.classes }, () => []);
  for (let o = 0; o < options; o++) if (graph.classOf[o]! >= 0) members[graph.classOf[o]!]!.push(o);
  const sets: string[] = [];
  const walk = (node: number, taken: readonly number[]): void => {
    if (node === graph.nodes) {
      sets.push([...taken].sort((a, b) => a - b).join());
      return;
    }
    walk(graph.none[node]!, taken);
    for (let z = graph.first[node]!; z < graph.first[node + 1]!; z++) {
      expect(graph.to[z]!).toBeGreaterThan(node);
      for (const o of members[graph.edgeClass[z]!]!) walk(graph.to[z]!, [...taken, o]);
    }
  };
  walk(graph.roots[0]!, []);
  return sets.sort();
}

describe('the graph of allowed sets', () => {
  it('has each allowed set as exactly one path, for caps in all and per period, exclusions and gaps', () => {
    for (let seed = 0; seed < 1_500; seed++) {
      const { choice, options } = randomChoice(randomFrom(seed));
      const graph = pathGraphOf(choice, options)!;
      const expected = allowedSets(choice, options);
      expect(setsOf(graph, options), `seed ${seed}`).toEqual(expected.map((set) => set.join()).sort());
      expect(graph.longest).toBe(Math.max(...expected.map((set) => set.length)));
    }
  });

  it('stays small for weeks with a gap of 14 days between stages, whatever the number of actions', () => {
    const [weeks, actions] = [12, 20];
    const conflict = new Uint8Array((weeks * actions) ** 2);
    for (let o = 0; o < weeks * actions; o++) for (let p = 0; p < weeks * actions; p++) {
      // The first ten actions are soft; a hard one waits two weeks after each soft one.
      const [soft, hard] = [o < 10 * weeks, p >= 10 * weeks];
      if (soft && hard && (p % weeks) - (o % weeks) < 2) conflict[o * weeks * actions + p] = conflict[p * weeks * actions + o] = 1;
    }
    const graph = pathGraphOf({ max: 3, perPeriod: 1, periods: weeks, conflict }, weeks * actions)!;
    expect(graph.classes).toBe(2 * weeks);
    expect(graph.nodes).toBeLessThan(8 * weeks);
  });

  it('gives up where there are too many states', () => {
    const options = 40;
    const conflict = new Uint8Array(options * options);
    const random = randomFrom(3);
    for (let o = 0; o < options; o++) for (let p = 0; p < o; p++) if (random() < 0.3) conflict[o * options + p] = conflict[p * options + o] = 1;
    const choice: Choice = { max: 8, perPeriod: Infinity, periods: 1, conflict };
    expect(pathGraphOf(choice, options, 500)).toBeNull();
  });

  it('is empty where nobody may get anything', () => {
    const graph = pathGraphOf({ max: 0, perPeriod: Infinity, periods: 1, conflict: null }, 3)!;
    expect([graph.nodes, graph.longest, graph.classes]).toEqual([0, 0, 0]);
  });
});
