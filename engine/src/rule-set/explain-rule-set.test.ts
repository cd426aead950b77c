import { describe, expect, it } from 'vitest';
import { compileRuleSet } from './compile-rule-set.js';
import type { RuleDocument } from './document.js';

const rule = (i: number): RuleDocument => ({
  ...(i % 3 === 0 ? { name: `rule ${i}` } : {}),
  conditions: { all: [{ fact: 'a', operator: 'greaterThan', value: i % 50, priority: 1 + (i % 4) }, { any: [{ fact: 'b', path: '$.c', operator: 'equal', value: { fact: 'a' } }, { not: { all: [{ fact: 'd', operator: 'not:in', value: ['x', i] }] }, name: 'denied' }] }] },
  event: { type: 'matched', params: { i } },
});

const explained = (rules: RuleDocument[], facts: Record<string, unknown>): unknown[] => {
  const compiled = compileRuleSet({ rules });
  const outcome = compiled.ok ? compiled.value.explain(facts) : undefined;
  if (!outcome?.ok) throw new Error('no answer');
  return [...outcome.results, ...outcome.failureResults].map(({ index: _, ...rest }) => rest).sort((a, b) => (a.event.params?.i as number) - (b.event.params?.i as number));
};

describe('the explanation', () => {
  it('is the same for a large rule set, which is walked through, as for its parts, which are printed', () => {
    const rules = Array.from({ length: 600 }, (_, i) => rule(i));
    for (const facts of [{ a: 20, b: { c: 20 }, d: 'x' }, { a: 49.5, b: null, d: 7 }, { a: 'text', b: { c: [] }, d: null }]) {
      const parts = rules.flatMap((each) => explained([each], facts));
      expect(explained(rules, facts)).toEqual(parts);
    }
  });
});
