import type { TreeNode, TreesModel } from '@arbiter/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SeededRandom } from '../testing/seeded-random.js';
import { checkModel } from './check-model.js';
import { previousDouble } from './flat-trees.js';
import { modelScorer } from './model-runtime.js';

const features = Array.from({ length: 30 }, (_, i) => ({ name: `f${i}`, type: 'number' as const }));

/** A full tree of this depth over numbers from 0 to 1. */
function growTree(depth: number, random: () => number): TreeNode[] {
  const nodes: TreeNode[] = [];
  const grow = (left: number): number => {
    const at = nodes.length;
    if (left === 0) return nodes.push({ value: random() - 0.5, cover: 10 }) - 1;
    nodes.push({ value: 0 });
    const split = { feature: `f${Math.floor(random() * 30)}`, operator: random() < 0.5 ? ('<' as const) : ('<=' as const), threshold: Math.round(random() * 20) / 20 };
    const yes = grow(left - 1);
    const no = grow(left - 1);
    nodes[at] = { ...split, yes, no, missing: random() < 0.5 ? yes : no };
    return at;
  };
  grow(depth);
  return nodes;
}
const grow = (trees: number, depth: number, seed: number): TreesModel => {
  const generator = new SeededRandom(seed);
  const random = () => generator.next();
  return { kind: 'trees', features, link: 'logit', reasonCount: 3, trees: Array.from({ length: trees }, () => ({ nodes: growTree(depth, random) })) };
};

/** The plain meaning of the document, read node by node. */
function walk(nodes: TreeNode[], row: readonly unknown[]): number {
  let at = 0;
  for (;;) {
    const node = nodes[at]!;
    if (!('feature' in node)) return node.value as number;
    const value = row[Number(node.feature.slice(1))];
    if ('categories' in node) return NaN;
    if (value === null) at = node.missing!;
    else at = (node.operator === '<' ? (value as number) < node.threshold : (value as number) <= node.threshold) ? node.yes : node.no;
  }
}

describe('trees', () => {
  it('agree with a walk through the document, missing values and equal thresholds included', () => {
    const model = grow(20, 5, 3);
    expect(checkModel(model).ok).toBe(true);
    const scorer = modelScorer(model);
    const value = fc.oneof(fc.constant(null), fc.integer({ min: 0, max: 20 }).map((k) => k / 20), fc.double({ noNaN: true, min: -2, max: 2 }));
    fc.assert(
      fc.property(fc.array(value, { minLength: 30, maxLength: 30 }), (row) => {
        const sum = model.trees.reduce((total, { nodes }) => total + walk(nodes, row), 0);
        expect(scorer.score(row)).toBe(1 / (1 + Math.exp(-sum)));
        const { contributions } = scorer.run(row, 30);
        // What the paths add up to is the sum without the trees' own expectations.
        const empty = model.trees.reduce((total, { nodes }) => total + nodes.filter((node) => !('feature' in node)).reduce((s, leaf) => s + (leaf.value as number), 0) / 32, 0);
        expect(contributions.reduce((total, part) => total + part.contribution, 0)).toBeCloseTo(sum - empty, 9);
      }),
    );
  });

  it('score 100 trees of depth 6 within some microseconds', () => {
    const scorer = modelScorer(grow(100, 6, 5));
    const generator = new SeededRandom(9);
  const random = () => generator.next();
    const rows = Array.from({ length: 500 }, () => features.map(() => random()));
    for (let k = 0; k < 20; k += 1) for (const row of rows) scorer.score(row);
    let best = Infinity;
    for (let k = 0; k < 10; k += 1) {
      const startedAt = performance.now();
      for (const row of rows) scorer.score(row);
      best = Math.min(best, ((performance.now() - startedAt) * 1000) / rows.length);
    }
    console.info(`100 trees of depth 6: ${best.toFixed(2)} µs a row`);
    // Several times the usual figure, for a busy machine.
    expect(best).toBeLessThan(40);
  });

  it('knows the double before another', () => {
    fc.assert(fc.property(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e300, max: 1e300 }), (x) => {
      const before = previousDouble(x);
      expect(before).toBeLessThan(x === 0 ? 0 : x);
      expect((before + x) / 2 === before || (before + x) / 2 === x || x === 0 || Math.abs(x) < 1e-300).toBe(true);
    }));
  });

  it('split categories by sets; unknown ones go to "no", missing ones to "missing"', () => {
    const model: TreesModel = {
      kind: 'trees',
      features: [{ name: 'region', type: 'category', reasonCode: 'R1' }, { name: 'flag', type: 'category' }],
      aggregate: 'average',
      trees: [
        { weight: 2, nodes: [{ feature: 'region', categories: ['north', '1'], yes: 1, no: 2, missing: 3 }, { value: 1 }, { value: 2 }, { value: 4 }] },
        { nodes: [{ feature: 'flag', categories: ['true'], yes: 1, no: 2 }, { value: 10 }, { value: null }] },
      ],
    };
    const scorer = modelScorer(model);
    expect(scorer.score(['north', true])).toBeCloseTo((2 * 1 + 10) / 3, 12);
    expect(scorer.score([1, 'true'])).toBeCloseTo((2 * 1 + 10) / 3, 12);
    expect(scorer.score(['mars', true])).toBeCloseTo((2 * 2 + 10) / 3, 12);
    expect(scorer.score([null, true])).toBeCloseTo((2 * 4 + 10) / 3, 12);
    expect(scorer.score(['north', false])).toBeNull();
    expect(scorer.run(['mars', true], 5).reasonCodes).toEqual(['R1']);
  });

  it('add up by class', () => {
    const model: TreesModel = {
      kind: 'trees', features: [{ name: 'x', type: 'number' }], classes: ['a', 'b', 'c'], link: 'softmax', base: [0, 0.5, 0],
      trees: [0, 1, 2].map((output) => ({ output, nodes: [{ feature: 'x', operator: '<', threshold: output, yes: 1, no: 2 }, { value: output }, { value: -output }] })),
    };
    expect(checkModel(model)).toMatchObject({ ok: true });
    const { class: name, probabilities, score } = modelScorer(model).run([1.5]);
    const sums = [0, -1 + 0.5, 2].map(Math.exp);
    const total = sums.reduce((a, b) => a + b, 0);
    expect(name).toBe('c');
    expect(score).toBeCloseTo(sums[2]! / total, 12);
    expect(Object.values(probabilities)).toEqual(sums.map((sum) => expect.closeTo(sum / total, 12) as number));
  });
});
