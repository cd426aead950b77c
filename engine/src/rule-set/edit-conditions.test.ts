import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ConditionDocument, RuleSetDocument } from './document.js';
import { changeCondition, conditionAt, copyCondition, groupKindOf, insertCondition, joinGroup, moveCondition, negateCondition, peel, removeCondition, stepCondition, unwrapGroup, wrapCondition, type ConditionPath } from './edit-conditions.js';
import { generateCase } from './generate-rule-set.js';
import { tryRuleSet } from './try-rule-set.js';

const leaf = (fact: string): ConditionDocument => ({ fact, operator: 'equal', value: 1 });
const [a, b, c, d] = ['a', 'b', 'c', 'd'].map(leaf) as [ConditionDocument, ConditionDocument, ConditionDocument, ConditionDocument];
const tree: ConditionDocument = { all: [a, { not: { any: [b, c] } }, d] };

/** Places of all items of lists. */
function itemsOf(condition: unknown, path: ConditionPath = []): ConditionPath[] {
  const peeled = peel(condition);
  const kind = groupKindOf(peeled.core);
  if (!kind) return [];
  return (peeled.core as Record<string, unknown[]>)[kind]!.flatMap((child, index) => {
    const at = [...path, ...peeled.path, kind, index];
    return [at, ...itemsOf(child, at)];
  });
}
const groupsOf = (root: unknown): ConditionPath[] => [[], ...itemsOf(root)].flatMap((path) => {
  const { core, path: nots } = peel(conditionAt(root, path));
  return groupKindOf(core) ? [[...path, ...nots]] : [];
});
/** Whether two answers are the same; an answer that cannot be given says nothing, since what is looked at depends on the order. */
const agrees = (after: unknown, before: unknown): boolean => typeof after !== 'number' ? after === 'evaluation-failed' : after === before;
function answer(document: RuleSetDocument, conditions: ConditionDocument, facts: Record<string, unknown>): unknown {
  const tried = tryRuleSet({ ...document, options: { ...document.options, allowUndefinedFacts: true }, rules: [{ conditions, event: { type: 'x' } }] }, facts);
  return tried.ok ? tried.results.length : 'faults' in tried ? JSON.stringify(tried.faults) : tried.error.code;
}

describe('edits of conditions', () => {
  it('moves between groups, into negated ones, past shifted places', () => {
    expect(moveCondition(tree, ['all', 0], ['all', 1, 'not'], 1)).toEqual({ root: { all: [{ not: { any: [b, a, c] } }, d] }, path: ['all', 0, 'not', 'any', 1] });
    expect(moveCondition(tree, ['all', 1, 'not', 'any', 0], [], 0).root).toEqual({ all: [b, a, { not: { any: [c] } }, d] });
    expect(moveCondition(tree, ['all', 0], [], 3)).toEqual({ root: { all: [{ not: { any: [b, c] } }, d, a] }, path: ['all', 2] });
    expect(moveCondition(tree, ['all', 1], ['all', 1, 'not'])).toEqual({ root: tree, path: ['all', 1] });
    expect(moveCondition(tree, ['all', 9], [])).toEqual({ root: tree, path: ['all', 9] });
  });

  it('steps by keyboard', () => {
    expect(stepCondition(tree, ['all', 0], 'down').path).toEqual(['all', 1]);
    expect(stepCondition(tree, ['all', 0], 'up').root).toBe(tree);
    expect(stepCondition(tree, ['all', 0], 'in')).toEqual({ root: { all: [{ not: { any: [a, b, c] } }, d] }, path: ['all', 0, 'not', 'any', 0] });
    expect(stepCondition(tree, ['all', 2], 'in').path).toEqual(['all', 1, 'not', 'any', 2]);
    expect(stepCondition(tree, ['all', 1, 'not', 'any', 0], 'up')).toEqual({ root: { all: [a, b, { not: { any: [c] } }, d] }, path: ['all', 1] });
    expect(stepCondition(tree, ['all', 1, 'not', 'any', 1], 'out').root).toEqual({ all: [a, { not: { any: [b] } }, c, d] });
  });

  it('wraps, unwraps, joins, copies, removes', () => {
    expect(wrapCondition(tree, ['all', 0], 'any')).toEqual({ all: [{ any: [a] }, { not: { any: [b, c] } }, d] });
    expect(unwrapGroup(tree, ['all', 1])).toEqual({ all: [a, { fact: 'b', operator: 'notEqual', value: 1 }, { fact: 'c', operator: 'notEqual', value: 1 }, d] });
    expect(unwrapGroup({ any: [tree] }, [])).toEqual(tree);
    expect(unwrapGroup({ any: [a] }, [])).toEqual({ any: [a] });
    expect(joinGroup({ all: [a], name: 'n' }, [], 'any')).toEqual({ any: [a], name: 'n' });
    expect(copyCondition(tree, ['all', 0]).path).toEqual(['all', 1]);
    expect(removeCondition(tree, ['all', 1, 'not', 'any', 0])).toEqual({ all: [a, { not: { any: [c] } }, d] });
    expect(removeCondition(tree, [])).toEqual({ all: [] });
    expect(insertCondition(tree, ['all', 0], d).root).toBe(tree);
  });

  it('shares what did not change', () => {
    const next = changeCondition(tree, ['all', 0], () => d) as { all: ConditionDocument[] };
    expect(next.all[1]).toBe((tree as { all: ConditionDocument[] }).all[1]);
    expect(changeCondition(tree, ['all', 7], () => d)).toBe(tree);
  });

  it('negates exactly, and twice is as before', () => {
    for (let seed = 0; seed < 500; seed += 1) {
      const { document, facts } = generateCase(seed);
      for (const { conditions } of document.rules) {
        const before = answer(document, conditions, facts);
        if (typeof before !== 'number') continue;
        expect(answer(document, negateCondition(conditions, []), facts)).toBe(1 - before);
        expect(answer(document, negateCondition(negateCondition(conditions, []), []), facts)).toBe(before);
        for (const path of itemsOf(conditions).slice(0, 6)) expect(answer(document, negateCondition(negateCondition(conditions, path), path), facts)).toBe(before);
      }
    }
  });

  it('keeps the engine’s answer under wraps, unwraps of what was wrapped and moves within a group', () => {
    for (let seed = 0; seed < 500; seed += 1) {
      const { document, facts } = generateCase(seed);
      for (const { conditions } of document.rules) {
        const before = answer(document, conditions, facts);
        for (const path of itemsOf(conditions).slice(0, 8)) {
          for (const kind of ['all', 'any'] as const) {
            const wrapped = wrapCondition(conditions, path, kind);
            if (typeof before === 'number') expect(agrees(answer(document, wrapped, facts), before)).toBe(true);
            expect(unwrapGroup(wrapped, path)).toEqual(conditions);
          }
          const list = path.slice(0, -1);
          const same = moveCondition(conditions, path, list.slice(0, -1), 0).root;
          if (typeof before === 'number') expect(agrees(answer(document, same, facts), before)).toBe(true);
          const group = peel(conditionAt(conditions, path));
          const inner = groupKindOf(group.core);
          const joined = inner && (group.nots % 2 === 1 ? (inner === 'all' ? 'any' : 'all') : inner);
          const unwrapped = (group.core as { all?: unknown[]; any?: unknown[] } | undefined)?.[inner ?? 'all'];
          if (typeof before === 'number' && joined === list.at(-1) && unwrapped!.length > 0) expect(agrees(answer(document, unwrapGroup(conditions, path), facts), before)).toBe(true);
        }
      }
    }
  });

  it('loses nothing in moves, and bears any tree', () => {
    const count = (root: unknown): number => JSON.stringify(root).split('"fact":"').length;
    fc.assert(fc.property(fc.nat(400), fc.nat(50), fc.nat(50), fc.nat(5), fc.constantFrom<'up' | 'down' | 'in' | 'out'>('up', 'down', 'in', 'out'), (seed, from, to, index, direction) => {
      const { conditions } = generateCase(seed).document.rules[0]!;
      const [items, groups] = [itemsOf(conditions), groupsOf(conditions)];
      if (items.length === 0) return;
      const path = items[from % items.length]!;
      const moved = moveCondition(conditions, path, groups[to % groups.length]!, index);
      expect(count(moved.root)).toBe(count(conditions));
      expect(conditionAt(moved.root, moved.path)).toEqual(conditionAt(conditions, path));
      const stepped = stepCondition(conditions, path, direction);
      expect(count(stepped.root)).toBe(count(conditions));
      expect(conditionAt(stepped.root, stepped.path)).toEqual(conditionAt(conditions, path));
    }));
    fc.assert(fc.property(fc.jsonValue(), fc.array(fc.oneof(fc.nat(3), fc.constantFrom('all', 'any', 'not', 'x'))), (value, path) => {
      const root = value as unknown as ConditionDocument;
      moveCondition(root, path, [], 0);
      stepCondition(root, path, 'in');
      unwrapGroup(root, path);
      removeCondition(root, path);
      wrapCondition(root, path, 'all');
    }));
  });
});
