import type { DecisionTreeDocument, DecisionTreeNode } from '@arbiter/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileDecisionTable } from '../decision-table/compile-decision-table.js';
import type { FeelType } from '../feel/feel-type.js';
import { compileDecisionTree, type CompiledDecisionTree } from './compile-decision-tree.js';
import { findUnreachableBranches, treeToDecisionTable } from './tree-to-table.js';

const scope = new Map<string, FeelType>([['age', { kind: 'number' }], ['region', { kind: 'string' }], ['vip', { kind: 'boolean' }], ['income', { kind: 'number' }]]);
const tree = (root: DecisionTreeNode): DecisionTreeDocument => ({ outputs: [{ name: 'limit', type: 'number' }], root });
const make = (document: DecisionTreeDocument): CompiledDecisionTree => {
  const compiled = compileDecisionTree(document, { scope });
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.error));
  return compiled.value;
};
const leaf = (value: number, label?: string): DecisionTreeNode => ({ result: [String(value)], ...(label === undefined ? {} : { label }) });

const condition = fc.constantFrom('age < 20', 'age >= 20', 'age in [10..30)', 'age between 15 and 25', 'region = "EU"', 'region in ("EU", "US")', 'vip', 'not(vip)', 'age > 20 and vip', 'age < income', 'region = "EU" or region = null', 'age != 20', '20 <= age', 'age = null');
const { node } = fc.letrec<{ node: DecisionTreeNode }>((tie) => ({
  node: fc.oneof({ depthSize: 'small', withCrossShrink: true }, fc.integer({ min: 0, max: 99 }).map((value) => leaf(value)), fc.record({ branches: fc.array(fc.record({ condition, then: tie('node') }), { minLength: 1, maxLength: 3 }), else: tie('node') })),
}));
const facts = fc.record({ age: fc.constantFrom(null, 5, 10, 15, 18, 20, 22, 25, 30, 40), region: fc.constantFrom(null, 'EU', 'US', 'CN'), vip: fc.constantFrom(null, true, false), income: fc.constantFrom(null, 0, 100) });

describe('decision trees', () => {
  it('follow the first branch whose condition is true, else the other way', () => {
    const { run } = make(tree({ branches: [{ condition: 'age < 18', then: leaf(0, 'minor') }, { condition: 'region = "EU"', then: { branches: [{ condition: 'vip', then: leaf(3) }], else: leaf(2) } }], else: { result: ['income * 2'] } }));
    expect(run({ age: 3 })).toEqual({ value: 0, leaf: 0, label: 'minor' });
    expect(run({ age: 30, region: 'EU', vip: true })).toEqual({ value: 3, leaf: 1, label: '2' });
    expect(run({ age: null, region: 'EU' })).toMatchObject({ value: 2, leaf: 2 });
    expect(run({ income: 4 })).toMatchObject({ value: 8, leaf: 3 });
  });

  it('want an else, and tell faults at their places', () => {
    const faults = compileDecisionTree(tree({ branches: [{ condition: 'age <', then: leaf(1) }, { condition: '5', then: { result: ['1', '2'] } }, { condition: 'vip', then: { branches: [{ condition: 'vip', then: { result: ['"x"'] } }] } }], else: leaf(0) }), { scope });
    expect(faults.ok ? [] : faults.error.map(({ path, code }) => `${path} ${code}`)).toEqual(expect.arrayContaining(['/root/branches/1/condition type-mismatch', '/root/branches/1/then/result wrong-arity', '/root/branches/2/then/branches/0/then/result/0 type-mismatch', '/root/branches/2/then else-missing']));
    let deep: DecisionTreeNode = leaf(1);
    for (let i = 0; i < 50_000; i += 1) deep = { branches: [{ condition: 'vip', then: leaf(1) }], else: deep };
    const refused = compileDecisionTree(tree(deep), { scope });
    expect(refused.ok ? '' : refused.error[0]!.code).toBe('too-deep');
  });

  it('tell branches that no values reach', () => {
    const unreachable = (root: DecisionTreeNode): string[] => findUnreachableBranches(make(tree(root)).tree, { scope });
    expect(unreachable({ branches: [{ condition: 'age < 18', then: { branches: [{ condition: 'age >= 20', then: leaf(1) }], else: leaf(2) } }, { condition: 'age < 10', then: { branches: [{ condition: 'vip', then: leaf(1) }], else: leaf(2) } }], else: leaf(3) })).toEqual(['/root/branches/0/then/branches/0/then', '/root/branches/1/then']);
    expect(unreachable({ branches: [{ condition: 'vip', then: leaf(1) }, { condition: 'not(vip)', then: leaf(2) }, { condition: 'vip = null', then: leaf(3) }], else: leaf(4) })).toEqual(['/root/else']);
  });

  it('become decision tables with the same results; a branch told as unreachable is never reached', () => {
    fc.assert(fc.property(node, fc.array(facts, { minLength: 5, maxLength: 20 }), (root, rows) => {
      const { tree: checked, run } = make(tree(root));
      const table = compileDecisionTable(treeToDecisionTable(checked, { scope }), { scope });
      if (!table.ok) throw new Error(JSON.stringify([treeToDecisionTable(checked, { scope }), table.error]));
      const dead = new Set(findUnreachableBranches(checked, { scope }));
      for (const row of rows) {
        const outcome = run(row);
        expect(table.value.run(row).value, JSON.stringify(row)).toBe(outcome.value);
        expect(dead.has(checked.leaves[outcome.leaf]!.path)).toBe(false);
      }
    }), { numRuns: 150, seed: 3 });
  });
});
