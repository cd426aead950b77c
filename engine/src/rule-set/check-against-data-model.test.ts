import type { FieldSpec } from '@arbiter/contracts/strategy/field';
import { describe, expect, it } from 'vitest';
import { checkRuleSetAgainst } from './check-against-data-model.js';
import { checkRuleSet } from './check-rule-set.js';

const fields: FieldSpec[] = [
  { name: 'age', type: 'integer', min: 0, max: 120, required: true },
  { name: 'income', type: 'number' },
  { name: 'segment', type: 'string', values: ['mass', 'vip'] },
  { name: 'note', type: 'string' },
  { name: 'active', type: 'boolean' },
  { name: 'since', type: 'date' },
  { name: 'tags', type: 'list', items: { type: 'string' } },
  { name: 'client', type: 'object', fields: [{ name: 'city', type: 'string' }, { name: 'contracts', type: 'list', items: { type: 'object', fields: [{ name: 'sum', type: 'number' }] } }] },
];
const found = (rules: object[], model: FieldSpec[] | null = fields) => {
  const checked = checkRuleSet({ rules: rules.map((conditions) => ({ conditions, event: { type: 'x' } })) });
  if (!checked.ok) throw new Error(JSON.stringify(checked.error));
  const { faults, warnings } = checkRuleSetAgainst(checked.value, model ?? undefined);
  return [...faults, ...warnings].map(({ path, code }) => `${path.replace('/rules/0/conditions', '')} ${code}`);
};
const all = (...comparisons: unknown[][]) => ({ all: comparisons.map(([fact, operator, value, path]) => ({ fact, operator, value, ...(path ? { path } : {}) })) });

describe('a rule set against a data model', () => {
  it.each([
    ['an unknown fact', all(['agee', 'equal', 1]), ['/all/0/fact unknown-fact']],
    ['an unknown field', all(['client', 'equal', 1, '$.town']), ['/all/0/path unknown-path']],
    ['a field of a list', all(['client', 'equal', 'x', '$.contracts[0].sum']), ['/all/0/value wrong-type']],
    ['a text for a number', all(['age', 'equal', '18']), ['/all/0/value wrong-type', ' unreachable-rule']],
    ['a text for a bound', all(['income', 'lessThan', '18']), ['/all/0/value wrong-type']],
    ['a number in a list of texts', all(['note', 'in', ['a', 5]]), ['/all/0/value/1 wrong-type']],
    ['an order of booleans', all(['active', 'lessThan', true]), ['/all/0/operator operator-not-for-type', ' unreachable-rule']],
    ['a look into a number', all(['age', 'contains', 5]), ['/all/0/operator operator-not-for-type']],
    ['a fact of another type', all(['age', 'equal', { fact: 'note' }]), ['/all/0/value wrong-type']],
    ['a value outside of an enumeration', all(['segment', 'equal', 'gold']), ['/all/0/value never-true', ' unreachable-rule']],
    ['a value outside of a range', all(['age', 'equal', 200]), ['/all/0/value never-true', ' unreachable-rule']],
    ['an order of texts', all(['note', 'lessThan', 'x']), ['/all/0/operator text-order']],
    ['a part of a text', all(['note', 'in', 'abc']), ['/all/0/value part-of-text']],
    ['a bound beyond a range', all(['age', 'greaterThan', 120]), [' unreachable-rule']],
    ['bounds that leave nothing', all(['income', 'greaterThan', 5], ['income', 'lessThanInclusive', 5]), [' unreachable-rule']],
    ['no whole number between', all(['age', 'greaterThan', 5], ['age', 'lessThan', 6]), [' unreachable-rule']],
    ['two values at once', all(['note', 'equal', 'a'], ['note', 'equal', 'b']), [' unreachable-rule']],
    ['dates that leave nothing', all(['since', 'greaterThan', '2024-01-01'], ['since', 'lessThan', '2024-01-02']), [' unreachable-rule']],
    ['null for what is required', all(['age', 'equal', null]), [' unreachable-rule']],
    ['a contradiction in each way', { any: [all(['note', 'equal', 'a'], ['note', 'notEqual', 'a']), all(['age', 'lessThan', 0])] }, [' unreachable-rule']],
    ['a contradiction in one way', { any: [all(['note', 'equal', 'a'], ['note', 'notEqual', 'a']), all(['age', 'lessThan', 1])] }, []],
    ['nothing of note', all(['age', 'greaterThan', 5], ['age', 'lessThan', 7], ['income', 'greaterThan', 5], ['income', 'lessThan', 6], ['since', 'greaterThan', '2024-01-01'], ['since', 'lessThan', '2024-01-03'], ['tags', 'contains', 'x'], ['client', 'equal', 'x', '$.city'], ['active', 'equal', true]), []],
  ])('finds %s', (_, conditions, expected) => {
    expect(found([conditions])).toEqual(expected);
  });

  it('finds rules that say the same, in whatever order, and contradictions without a model', () => {
    const rules = [all(['a', 'equal', 1], ['b', 'equal', 2]), all(['b', 'equal', 2], ['a', 'equal', 1]), all(['c', 'lessThan', 1], ['c', 'greaterThan', 2])];
    expect(found(rules, null)).toEqual(['/rules/2/conditions unreachable-rule', '/rules/1 duplicate-rule']);
  });
});
