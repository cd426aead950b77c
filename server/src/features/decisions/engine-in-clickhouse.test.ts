import type { Condition } from '@arbiter/contracts';
import { armOf, armSql, bucketOf, compileCondition, operatorsOf, toClickHouseSql, type ConditionAttribute, type CustomerAttributes } from '@arbiter/engine';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Container } from '../../container.js';
import { makeTestContainer } from '../../testing/make-test-container.js';
import { addAttributes } from '../datasets/api.js';
import { readCustomer } from './hot-keys.js';
import { readAudience } from './launch-queries.js';

let container: Container;

const attributes: ConditionAttribute[] = [
  { name: 'segment', type: 'text' }, { name: 'note', type: 'text' }, { name: 'age', type: 'number' }, { name: 'debt', type: 'money' }, { name: 'since', type: 'date' },
  { name: 'seen', type: 'instant' }, { name: 'active', type: 'boolean' }, { name: 'consent', type: 'boolean' }, { name: 'refused_channels', type: 'list' },
];
const texts = ['', 'vip', 'VIP', 'vi', 'mass market', "o'neil\\n", 'Ёлка', '%', 'a\tb\nc', '😀'];
const numbers = [0, -0, 1, -1, 0.5, 10, 1e12, 0.1 + 0.2];
const minor = [0, 1, 29, 2900, -500, 123_456_789_012];
const dates = ['1900-01-01', '1969-12-31', '1970-01-01', '2024-02-29', '2024-03-01', '2299-12-31'];
const instants = ['1950-06-01T00:00:00.000Z', '2024-02-29T23:59:59.999Z', '2024-03-01T00:00:00.000Z'];
const pick = <T>(list: readonly T[]) => fc.constantFrom(...list);
const orNull = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { freq: 4 });

const customer = fc.record({
  segment: pick(texts), note: pick(texts), age: orNull(pick(numbers)), debt: orNull(pick(minor)), since: orNull(pick(dates)), seen: orNull(pick(instants)),
  active: orNull(fc.boolean()), consent: fc.boolean(), refused_channels: fc.array(pick(texts.slice(1)), { maxLength: 3 }),
});

const valueOf = ({ type }: ConditionAttribute): fc.Arbitrary<string | number> => {
  if (type === 'number') return pick(numbers);
  if (type === 'money') return pick([0, 0.01, 0.29, 29, -5, 12.345, 1_234_567_890.12]);
  if (type === 'date') return pick(dates);
  if (type === 'instant') return pick([...instants, '2024-03-01', '2024-03-01T03:00:00+03:00']);
  return pick(texts);
};
const comparison: fc.Arbitrary<Condition> = pick(attributes).chain((attribute) =>
  pick(operatorsOf[attribute.type]).chain((operator): fc.Arbitrary<Condition> => {
    const base = { attribute: attribute.name, operator };
    if (['isTrue', 'isFalse', 'isMissing', 'isPresent'].includes(operator)) return fc.constant(base);
    const value = valueOf(attribute);
    if (operator === 'between') return fc.tuple(value, value).map((values) => ({ ...base, value: values }));
    if (operator === 'in' || operator === 'notIn') return fc.array(value, { maxLength: 4 }).map((values) => ({ ...base, value: values }));
    return value.map((one) => ({ ...base, value: one }));
  }),
);
const condition: fc.Arbitrary<Condition> = fc.letrec<{ node: Condition }>((tie) => ({
  node: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    comparison,
    fc.array(tie('node'), { maxLength: 3 }).map((all): Condition => ({ all })),
    fc.array(tie('node'), { maxLength: 3 }).map((any): Condition => ({ any })),
    tie('node').map((not): Condition => ({ not })),
  ),
})).node;

beforeAll(async () => {
  container = await makeTestContainer();
  const title = { ru: '', en: '' };
  await addAttributes(container, attributes.filter(({ name }) => !['segment', 'consent', 'refused_channels'].includes(name)).map((attribute) => ({ ...attribute, title })));
});
afterAll(() => container?.close());

describe('the two printers of a condition', () => {
  const customers = fc.sample(customer, { numRuns: 300, seed: 7 });
  const asKept: CustomerAttributes[] = customers.map((row) => ({ ...row, seen: row.seen === null ? null : Date.parse(row.seen) }));

  it('say the same of every customer', async () => {
    await container.analytics.insert('customers', customers.map((row, index) => ({ customer_id: `c${index}`, ...row })));
    for (const tree of fc.sample(condition, { numRuns: 250, seed: 11 })) {
      const predicate = compileCondition(tree, attributes);
      const printed = toClickHouseSql(tree, attributes);
      if (!predicate.ok || !printed.ok) throw new Error(JSON.stringify(tree));
      const rows = await container.analytics.query<{ id: string }>(`SELECT customer_id AS id FROM customers FINAL WHERE ${printed.value.sql} ORDER BY toUInt32(substring(customer_id, 2))`, printed.value.params);
      const expected = asKept.flatMap((row, index) => (predicate.value(row) ? [`c${index}`] : []));
      expect(rows.map(({ id }) => id), `${JSON.stringify(tree)}\n${printed.value.sql}`).toEqual(expected);
    }
  });

  it('see the same attributes: a launch carries every type into the hot state', async () => {
    await container.analytics.insert('assignments', customers.map((_, index) => ({ campaign_id: 'typed', customer_id: `c${index}`, arm: index % 3 === 0 ? 'control' : 'target', assigned_at: '2025-01-01T00:00:00Z' })));
    const rows = await readAudience({ analytics: container.analytics, campaignId: 'typed', runId: 'none', signal: undefined }, attributes, '', 'd');
    expect(rows).toHaveLength(customers.length);
    for (const { id, entry } of rows) {
      const index = Number(id.slice(1));
      const read = readCustomer(entry, attributes);
      expect(read).toMatchObject({ arm: index % 3 === 0 ? 'control' : 'target', consent: customers[index]!.consent, refusedChannels: customers[index]!.refused_channels, planned: [], history: [], contacts: [] });
      expect(JSON.stringify(read.attributes), id).toBe(JSON.stringify(Object.fromEntries(attributes.map(({ name }) => [name, asKept[index]![name]]))));
    }
  });
});

describe('the arm of a customer', () => {
  it('is the same in ClickHouse', async () => {
    for (const split of [{ salt: 'соль', campaignId: 'c-1', controlShare: 0.137 }, { salt: "a'\\b", campaignId: 'x', controlShare: 0.5 }]) {
      const ids = fc.sample(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }).filter((id) => !/[\u0000-\u001f\u007f]|\p{Surrogate}/u.test(id)), { numRuns: 3000, seed: 3 });
      const { bucket, arm, params } = armSql(split, 'id');
      const rows = await container.analytics.query<{ id: string; bucket: string; arm: string }>(`SELECT arrayJoin({ids:Array(String)}) AS id, ${bucket} AS bucket, ${arm} AS arm`, { ...params, ids });
      expect(rows).toHaveLength(ids.length);
      for (const row of rows) expect([row.id, Number(row.bucket), row.arm]).toEqual([row.id, bucketOf(split, row.id), armOf(split, row.id)]);
    }
  });
});
