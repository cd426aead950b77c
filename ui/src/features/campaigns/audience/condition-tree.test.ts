import type { Condition } from '@arbiter/contracts';
import { describe, expect, it } from 'vitest';
import { hasUnfinished, isComplete, newComparison, toCondition, toTree, withOperator } from './condition-tree.js';

const segment: Condition = { attribute: 'segment', operator: 'in', value: ['vip'] };
const debt: Condition = { attribute: 'debt', operator: 'between', value: [10, 20] };

describe('condition tree', () => {
  it.each<[string, Condition]>([
    ['everybody', { all: [] }],
    ['nested groups', { all: [segment, { any: [debt, { attribute: 'consent', operator: 'isTrue' }] }] }],
    ['none of several', { not: { any: [segment, debt] } }],
  ])('reads and writes %s unchanged', (_name, condition) => expect(toCondition(toTree(condition))).toEqual(condition));

  it('keeps the meaning of other negations and of a lone comparison', () => {
    expect(toCondition(toTree({ not: segment }))).toEqual({ not: { any: [segment] } });
    expect(toCondition(toTree({ not: { all: [segment, debt] } }))).toEqual({ not: { any: [{ all: [segment, debt] }] } });
    expect(toCondition(toTree(segment))).toEqual({ all: [segment] });
  });

  it('leaves out what is not filled in yet', () => {
    const tree = toTree({ all: [segment] });
    tree.children.push(newComparison({ name: 'region', type: 'text' }), { id: -1, mode: 'any', children: [] });
    expect(hasUnfinished(tree)).toBe(true);
    expect(toCondition(tree)).toEqual({ all: [segment] });
  });

  it('keeps a value through a change of operator where it can', () => {
    const node = { id: 1, attribute: 'debt', operator: 'atLeast' as const, value: 5 };
    expect(withOperator(node, 'atMost').value).toBe(5);
    expect(withOperator(node, 'between').value).toBeUndefined();
    expect(withOperator({ ...node, operator: 'equals', value: 'a' }, 'in').value).toEqual(['a']);
    expect(isComplete(withOperator(node, 'isMissing'))).toBe(true);
  });
});
