import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Column, packIds, parseProblem, type Problem, type Utf8Column } from '../index.js';
import { IdTable } from './id-table.js';
import { InstanceBuilder } from './instance-builder.js';
import { customerId } from './instance.js';

const actionIds = ['a', 'b', 'c', 'd'];
function problemOf(more: object = {}): Problem {
  const parsed = parseProblem({ format: 'arbiter-problem/1', objective: { maximise: 'value' }, actions: actionIds.map((id) => ({ id, cost: 1 })), candidates: { file: '-' }, ...more });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.errors));
  return parsed.problem;
}

interface Row {
  customer: string;
  action: string;
  value: number;
  minutes: number;
}
const rowsArbitrary = fc
  .uniqueArray(fc.tuple(fc.integer({ min: 0, max: 12 }), fc.integer({ min: 0, max: 3 }), fc.double({ noNaN: true, min: -1e6, max: 1e6 }), fc.integer({ min: 0, max: 9 }), fc.boolean()), { selector: ([i, a]) => `${i}/${a}`, maxLength: 50 })
  .map((list) => list.map(([i, a, value, minutes, single]): Row => ({ customer: `клиент ${i}`, action: actionIds[a]!, value: single ? Math.fround(value) : value, minutes })));

function utf8(texts: readonly string[]): Utf8Column {
  const { bytes, offsets } = packIds(texts);
  return { bytes, starts: offsets.slice(0, -1), ends: offsets.slice(1) };
}
function dictionary(texts: readonly string[], asBytes: boolean): Column {
  const entries = [...new Set(texts)].sort();
  return { codes: texts.map((text) => entries.indexOf(text)), dictionary: asBytes ? utf8(entries) : entries };
}
const shapes: Record<string, (texts: readonly string[]) => Column> = {
  plain: (texts) => texts,
  bytes: utf8,
  dictionary: (texts) => dictionary(texts, false),
  'dictionary of bytes': (texts) => dictionary(texts, true),
};

describe('InstanceBuilder', () => {
  it.each(Object.keys(shapes))('puts rows in any order and any parts by customer and option: names as %s', (shape) => {
    const column = shapes[shape]!;
    fc.assert(
      fc.property(rowsArbitrary, fc.integer({ min: 1, max: 20 }), fc.boolean(), fc.boolean(), (rows, part, sorted, known) => {
        const given = sorted ? [...rows].sort((x, y) => (x.customer < y.customer ? -1 : x.customer > y.customer ? 1 : 0)) : rows;
        const builder = new InstanceBuilder(problemOf());
        const people = [...new Set(rows.map((row) => row.customer))].sort().reverse();
        if (known) builder.addCustomers({ id: column(people) });
        for (let first = 0; first < given.length; first += part) {
          const some = given.slice(first, first + part);
          builder.addCandidates({ customer: column(some.map((row) => row.customer)), action: column(some.map((row) => row.action)), value: Float64Array.from(some, (row) => row.value), minutes: some.map((row) => row.minutes) });
        }
        const built = builder.build();
        if (!built.ok) throw new Error(JSON.stringify(built.errors));
        const { instance } = built;
        expect(instance.customers.count).toBe(people.length);
        if (known) expect(people.map((_, i) => customerId(instance, i))).toEqual(people);
        const got: Row[] = [];
        for (let i = 0; i < instance.customers.count; i++) {
          for (let e = instance.offsets[i]!; e < instance.offsets[i + 1]!; e++) {
            if (e > instance.offsets[i]!) expect(instance.option[e]!).toBeGreaterThan(instance.option[e - 1]!);
            got.push({ customer: customerId(instance, i), action: actionIds[instance.option[e]!]!, value: instance.value[e]!, minutes: instance.measures['minutes']![e]! });
          }
        }
        const key = (row: Row): string => JSON.stringify(row);
        expect(got.map(key).sort()).toEqual(rows.map(key).sort());
        if (rows.length > 0) expect(instance.value).toBeInstanceOf(rows.every((row) => Math.fround(row.value) === row.value) ? Float32Array : Float64Array);
      }),
      { numRuns: 150 },
    );
  });

  it('takes numbers as ids: 17 and "17" are one customer', () => {
    const builder = new InstanceBuilder(problemOf());
    builder.addCustomers({ id: ['17', '-3', '9007199254740991'] });
    builder.addCandidates({ customer: Float64Array.of(9007199254740991, -3, 17), action: ['a', 'b', 'c'], value: Float32Array.of(1, 2, 3) });
    const built = builder.build();
    if (!built.ok) throw new Error(JSON.stringify(built.errors));
    expect([...built.instance.option]).toEqual([2, 1, 0]);
  });

  it('sorts a customer with very many options, agents told apart', () => {
    const builder = new InstanceBuilder({ ...problemOf({ periods: Array.from({ length: 40 }, (_, p) => `p${p}`) }), agents: ['x', 'y'].map((id) => ({ id, capacity: [1], skills: [], attributes: {} })) });
    const rows = Array.from({ length: 320 }, (_, k) => ({ action: actionIds[k % 4]!, period: `p${Math.floor(k / 4) % 40}`, agent: k < 160 ? 'y' : 'x' })).reverse();
    builder.addCandidates({ customer: rows.map(() => 'c'), action: rows.map((row) => row.action), period: rows.map((row) => row.period), agent: rows.map((row) => row.agent), value: rows.map((_, k) => k) });
    const built = builder.build();
    if (!built.ok) throw new Error(JSON.stringify(built.errors));
    const { option, agent } = built.instance;
    for (let e = 1; e < option.length; e++) expect(option[e]! * 10 + agent![e]!).toBeGreaterThan(option[e - 1]! * 10 + agent![e - 1]!);
  });

  it('names file and row of what is wrong', () => {
    const faults = (columns: Record<string, Column>): string[] => {
      const builder = new InstanceBuilder(problemOf(), { candidates: 'rows.parquet' });
      builder.addCustomers({ id: ['c1', 'c2'] });
      builder.addCandidates({ customer: ['c1'], action: ['a'], value: [1] });
      builder.addCandidates({ customer: ['c2'], action: ['b'], value: [1], ...columns });
      const built = builder.build();
      return built.ok ? [] : built.errors.map((fault) => fault.message);
    };
    expect(faults({ value: Float64Array.of(Infinity) })[0]).toContain('rows.parquet, row 2: "value" is Infinity');
    expect(faults({ value: ['x'] })[0]).toContain('rows.parquet, row 2: "value" is "x"');
    expect(faults({ value: utf8(['12']) })[0]).toContain('rows.parquet: Column "value" holds texts such as "12"');
    expect(faults({ customer: utf8(['c3']) })[0]).toContain('rows.parquet, row 2: the customer is "c3", who is not among the customers');
    expect(faults({ customer: utf8(['']) })[0]).toContain('rows.parquet, row 2: the customer is ""');
    expect(faults({ customer: Float64Array.of(1.5) })[0]).toContain('the customer is 1.5');
    expect(faults({ action: { codes: [7], dictionary: ['a'] } })[0]).toContain('rows.parquet, row 2: the action is null');
    expect(faults({ customer: ['c1'], action: ['a'] })[0]).toContain('Customer "c1" has action "a" twice');
  });
});

describe('IdTable', () => {
  it('finds what a Map finds, through every growth', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.string({ maxLength: 5 }), fc.string({ minLength: 20, maxLength: 60 }), fc.integer({ min: -30, max: 300 }).map(String)), { maxLength: 300 }), (texts) => {
        const [table, map] = [new IdTable(1, 1), new Map<string, number>()];
        for (const text of texts) {
          expect(table.findText(text)).toBe(map.get(text) ?? -1);
          if (!map.has(text)) map.set(text, map.size);
          expect(table.findOrAddText(text)).toBe(map.get(text));
          if (/^(0|-?[1-9]\d*)$/.test(text)) expect(table.findNumber(Number(text))).toBe(map.get(text));
        }
        expect(table.texts()).toEqual([...map.keys()]);
      }),
    );
  });
});
