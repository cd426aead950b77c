import type { Condition } from '@arbiter/contracts/condition';
import { describe, expect, it } from 'vitest';
import { checkCondition, compileCondition, toClickHouseSql, type ConditionAttribute, type CustomerAttributes } from './index.js';

const attributes: ConditionAttribute[] = [
  { name: 'segment', type: 'text' },
  { name: 'debt', type: 'money' },
  { name: 'age', type: 'number' },
  { name: 'since', type: 'date' },
  { name: 'seen', type: 'instant' },
  { name: 'consent', type: 'boolean' },
  { name: 'refused', type: 'list' },
];
const matches = (condition: Condition, customer: CustomerAttributes): boolean => {
  const compiled = compileCondition(condition, attributes);
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.error));
  return compiled.value(customer);
};
const faults = (condition: unknown): string[] => checkCondition(condition as Condition, attributes).map((fault) => `${fault.path} ${fault.code}`);

describe('a condition', () => {
  it('takes everybody or nobody when it is empty', () => {
    expect([matches({ all: [] }, {}), matches({ any: [] }, {}), matches({ not: { all: [] } }, {})]).toEqual([true, false, false]);
  });

  it('compares nothing with what is missing', () => {
    for (const missing of [null, undefined, '']) {
      expect(matches({ attribute: 'segment', operator: 'notEquals', value: 'vip' }, { segment: missing })).toBe(false);
      expect(matches({ attribute: 'segment', operator: 'notIn', value: ['vip'] }, { segment: missing })).toBe(false);
      expect(matches({ attribute: 'segment', operator: 'isMissing' }, { segment: missing })).toBe(true);
      expect(matches({ not: { attribute: 'segment', operator: 'equals', value: 'vip' } }, { segment: missing })).toBe(true);
    }
    expect(matches({ attribute: 'consent', operator: 'isFalse' }, {})).toBe(false);
    expect(matches({ attribute: 'age', operator: 'notEquals', value: 5 }, { age: Number.NaN })).toBe(false);
  });

  it('finds nothing in an empty list', () => {
    expect(matches({ attribute: 'refused', operator: 'notContains', value: 'phone' }, { refused: [] })).toBe(true);
    expect(matches({ attribute: 'refused', operator: 'contains', value: 'phone' }, {})).toBe(false);
  });

  it('takes money in major units and keeps it in minor ones', () => {
    expect(matches({ attribute: 'debt', operator: 'equals', value: 0.29 }, { debt: 29 })).toBe(true);
    expect(matches({ attribute: 'debt', operator: 'between', value: [10, 20] }, { debt: 2000 })).toBe(true);
    expect(matches({ attribute: 'debt', operator: 'more', value: 20 }, { debt: 2000 })).toBe(false);
  });

  it('compares dates and instants', () => {
    expect(matches({ attribute: 'since', operator: 'less', value: '2024-03-01' }, { since: '2024-02-29' })).toBe(true);
    expect(matches({ attribute: 'seen', operator: 'atLeast', value: '2024-03-01T03:00:00+03:00' }, { seen: Date.UTC(2024, 2, 1) })).toBe(true);
  });

  it.each([
    [{ attribute: 'none', operator: 'equals', value: 1 }, '/attribute unknown-attribute'],
    [{ attribute: '__proto__', operator: 'equals', value: 1 }, '/attribute unknown-attribute'],
    [{ attribute: 'segment', operator: 'less', value: 'a' }, '/operator operator-not-for-type'],
    [{ attribute: 'age', operator: 'less', value: '5' }, '/value wrong-value'],
    [{ attribute: 'age', operator: 'less', value: [5] }, '/value wrong-value'],
    [{ attribute: 'age', operator: 'between', value: [5] }, '/value wrong-value'],
    [{ attribute: 'since', operator: 'less', value: '2023-02-29' }, '/value wrong-value'],
    [{ attribute: 'seen', operator: 'less', value: '2023-02-28T10:00:00' }, '/value wrong-value'],
    [{ attribute: 'consent', operator: 'isTrue', value: true }, '/value wrong-value'],
    [{ attribute: 'segment', operator: 'in', value: ['a', 5] }, '/value/1 wrong-value'],
    [{ all: [{ any: 5 }] }, '/all/0/any wrong-shape'],
    [{ all: [], any: [] }, ' wrong-shape'],
    [null, ' wrong-shape'],
  ])('refuses %j', (condition, fault) => {
    expect(faults(condition)).toEqual([fault]);
  });

  it('refuses nesting that would exhaust the stack', () => {
    let deep: unknown = { all: [] };
    for (let i = 0; i < 100_000; i += 1) deep = { not: deep };
    expect(faults(deep)[0]).toMatch(/too-deep$/);
  });

  it('puts values into parameters only', () => {
    const nasty = "'); DROP TABLE customers --";
    expect(toClickHouseSql({ any: [{ attribute: 'segment', operator: 'in', value: [nasty] }, { not: { attribute: 'debt', operator: 'more', value: 5.5 } }] }, attributes, 'a')).toEqual({
      ok: true,
      value: {
        sql: "((ifNull(`segment` != '', false) AND ifNull(has({a0:Array(String)}, ifNull(toString(`segment`), '')), false)) OR NOT (isNotNull(`debt`) AND ifNull(`debt` > {a1:Float64}, false)))",
        params: { a0: [nasty], a1: 550 },
      },
    });
  });
});
