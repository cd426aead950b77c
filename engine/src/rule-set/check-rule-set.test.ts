import { describe, expect, it } from 'vitest';
import { checkRuleSet } from './check-rule-set.js';

const event = { type: 'x' };
const faultsOf = (document: unknown): string[] => {
  const checked = checkRuleSet(document);
  return checked.ok ? [] : checked.error.map((fault) => `${fault.path} ${fault.code}`);
};
const rule = (conditions: unknown) => ({ rules: [{ conditions, event }] });
const compare = (rest: object) => rule({ all: [{ fact: 'a', operator: 'equal', value: 1, ...rest }] });

describe('the check of a rule set', () => {
  it.each([
    ['no object', [], [' wrong-type']],
    ['no rules', {}, ['/rules wrong-type']],
    ['a key that nobody reads', { rules: [], rulez: [] }, ['/rulez unknown-key']],
    ['an unknown operator', compare({ operator: 'equals' }), ['/rules/0/conditions/all/0/operator unknown-operator']],
    ['an unknown decorator', compare({ operator: 'no:equal' }), ['/rules/0/conditions/all/0/operator unknown-operator']],
    ['a list that is none', compare({ operator: 'in', value: 5 }), ['/rules/0/conditions/all/0/value wrong-type']],
    ['a list of no lists', compare({ operator: 'someValue:in', value: [['x'], 5] }), ['/rules/0/conditions/all/0/value wrong-type']],
    ['a script in a path', compare({ path: '$.a[(@.length-1)]' }), ['/rules/0/conditions/all/0/path unsupported-path']],
    ['a bare comparison', rule({ fact: 'a', operator: 'equal', value: 1 }), ['/rules/0/conditions wrong-root']],
    ['an unknown reference', rule({ condition: 'none' }), ['/rules/0/conditions/condition unknown-condition']],
    ['a reference beside a group', rule({ condition: 'none', all: [] }), ['/rules/0/conditions ambiguous-condition']],
    ['a priority below one', { rules: [{ conditions: { all: [] }, event, priority: -1 }] }, ['/rules/0/priority wrong-type']],
    ['no event', { rules: [{ conditions: { all: [] } }] }, ['/rules/0/event wrong-type']],
    ['a list under not', rule({ not: [] }), ['/rules/0/conditions/not wrong-type']],
    ['prototype keys', JSON.parse('{"rules":[{"conditions":{"all":[{"fact":"__proto__","operator":"equal","value":{"__proto__":{}}}]},"event":{"type":"x"}}]}'), ['/rules/0/conditions/all/0/fact forbidden-key', '/rules/0/conditions/all/0/value/__proto__ forbidden-key']],
    ['several faults', { rules: [{ conditions: { all: [{}] }, event: {} }, 5] }, ['/rules/0/event/type wrong-type', '/rules/0/conditions/all/0 incomplete-condition', '/rules/1 wrong-type']],
  ])('finds %s', (_, document, faults) => {
    expect(faultsOf(document)).toEqual(faults);
  });

  it('refuses circles of shared conditions, through any number of steps', () => {
    const conditions = { a: { all: [{ condition: 'b' }] }, b: { not: { condition: 'c' } }, c: { condition: 'a' } };
    expect(faultsOf({ rules: [], conditions })).toEqual(['/conditions/c/condition cyclic-condition']);
  });

  it('refuses conditions that grow without end when references are followed', () => {
    const conditions: Record<string, unknown> = { c0: { all: [{ fact: 'a', operator: 'equal', value: 1 }] } };
    for (let i = 1; i < 40; i += 1) conditions[`c${i}`] = { all: [{ condition: `c${i - 1}` }, { condition: `c${i - 1}` }] };
    expect(faultsOf({ rules: [], conditions }).some((fault) => fault.endsWith('too-large'))).toBe(true);
  });

  it('refuses nesting that would exhaust the stack', () => {
    let deep: unknown = { all: [] };
    for (let i = 0; i < 100_000; i += 1) deep = { not: deep };
    expect(faultsOf(rule(deep))[0]).toMatch(/too-deep$/);
    let value: unknown = 1;
    for (let i = 0; i < 100_000; i += 1) value = [value];
    expect(faultsOf(compare({ value }))[0]).toMatch(/too-deep$/);
  });

  it('accepts an empty rule set', () => {
    expect(faultsOf({ rules: [] })).toEqual([]);
  });
});
