import { checkRuleSet } from '@arbiter/engine/rule-set/check-rule-set';
import { compileTree } from '@arbiter/engine/rule-set/compile-rule-set';
import type { ConditionDocument } from '@arbiter/engine/rule-set/document';
import { printRuleSetSql, type SqlFact } from '@arbiter/engine/rule-set/print-rule-set-sql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SeededRandom } from '@arbiter/engine/random/seeded-random';
import type { Container } from '../../container.js';
import { makeTestContainer } from '../../testing/make-test-container.js';

let container: Container;
beforeAll(async () => {
  container = await makeTestContainer();
});
afterAll(() => container?.close());

const types = { n: 'number', m: 'number', s: 'string', t: 'string', b: 'boolean', c: 'boolean', d: 'date', e: 'date' } as const;
const structure = { number: 'Nullable(Float64)', string: 'Nullable(String)', boolean: 'Nullable(Bool)', date: 'Nullable(Date32)' } as const;
const columns = new Map<string, SqlFact>(Object.entries(types).map(([name, type]) => [name, { sql: `\`${name}\``, type }]));
const names = Object.keys(types) as (keyof typeof types)[];
const values = {
  number: [0, 1, -1, 0.5, 5, 10, 1e21, 9007199254740992, -0.1, 0.1 + 0.2],
  string: ['', '5', '10', 'x', 'X', 'null', "o'neil\\n", 'Ёж', '😀', 'a\tb\nc\u0000', 'true', '2024-01-01'],
  boolean: [true, false],
  date: ['1970-01-01', '2024-02-29', '2024-03-01', '1900-01-01', '2299-12-31'],
} as const;
const everything: readonly unknown[] = [...Object.values(values).flat(), null];
const operators = ['equal', 'notEqual', 'in', 'notIn', 'lessThan', 'lessThanInclusive', 'greaterThan', 'greaterThanInclusive', 'contains', 'doesNotContain'] as const;

function comparison(random: SeededRandom): ConditionDocument {
  const fact = random.pick(names);
  const base = random.pick(operators);
  const decorator = random.chance(0.3) ? random.pick(['not:', 'swap:', 'someFact:', 'everyFact:', 'someValue:', 'everyValue:', 'not:not:', 'not:swap:', 'swap:not:', 'someValue:swap:']) : '';
  const one = (): unknown => (random.chance(0.7) ? random.pick<unknown>(values[types[fact]]) : random.pick(everything));
  const list = (): unknown[] => Array.from({ length: random.below(5) }, one);
  const wantsList = base === 'in' || base === 'notIn' || /Value|swap/.test(decorator);
  const value = random.chance(0.15) ? { fact: random.pick(names) } : /Value/.test(decorator) && /in/i.test(base.slice(-2)) ? [list(), list()] : wantsList && random.chance(0.8) ? list() : one();
  return { fact, operator: decorator + base, value };
}

function condition(random: SeededRandom, depth: number): ConditionDocument {
  if (depth === 0 || random.chance(0.6)) return comparison(random);
  if (random.chance(0.2)) return { not: condition(random, depth - 1) };
  const children = Array.from({ length: random.below(4) }, () => condition(random, depth - 1));
  return random.chance(0.5) ? { all: children } : { any: children };
}

describe('rules printed as SQL', () => {
  it('match the rows that the compiled rules match', async () => {
    const random = new SeededRandom(11);
    const rows = Array.from({ length: 120 }, () => Object.fromEntries(names.map((name) => [name, random.chance(0.2) ? null : random.pick<unknown>(values[types[name]])])));
    await container.analytics.command(`CREATE TABLE rule_rows (id UInt32, ${names.map((name) => `${name} ${structure[types[name]]}`).join(', ')}) ENGINE = Memory`);
    await container.analytics.insert('rule_rows', rows.map((row, id) => ({ id, ...row })));
    let printed = 0;
    for (let round = 0; round < 300; round += 1) {
      const rules = Array.from({ length: 4 }, (_, i) => ({ conditions: { all: [condition(random, 2)] }, event: { type: `r${i}` } })).filter((rule) => {
        const checked = checkRuleSet({ rules: [rule] });
        return checked.ok && printRuleSetSql(checked.value, columns).ok;
      });
      const checked = checkRuleSet({ rules });
      if (!checked.ok || rules.length === 0) continue;
      const sql = printRuleSetSql(checked.value, columns);
      if (!sql.ok) throw new Error(JSON.stringify(sql.error));
      printed += rules.length;
      const compiled = compileTree(checked.value);
      const expected = rows.map((row) => {
        const outcome = compiled.run(row);
        if (!outcome.ok) throw new Error(`${outcome.error.message} in ${JSON.stringify(rules)}`);
        return [...outcome.hits];
      });
      const found = await container.analytics.query<Record<string, number>>(`SELECT ${sql.value.map((rule, i) => `${rule.sql} AS h${i}`).join(', ')} FROM rule_rows ORDER BY id`);
      sql.value.forEach(({ index, sql: text }, i) => expect(found.flatMap((row, id) => (Number(row[`h${i}`]) === expected[id]![i] ? [] : [JSON.stringify(rows[id])])), `${JSON.stringify(rules[index])}\n${text}`).toEqual([]));
    }
    expect(printed).toBeGreaterThan(500);
  });

  it('are refused where the answer of JavaScript has no equal', () => {
    const refused = (comparison: object) => {
      const checked = checkRuleSet({ rules: [{ conditions: { all: [comparison] }, event: { type: 'x' } }] });
      const sql = checked.ok ? printRuleSetSql(checked.value, columns) : checked;
      return sql.ok ? [] : sql.error.map(({ path, code }) => `${path} ${code}`);
    };
    expect(refused({ fact: 's', operator: 'lessThan', value: 5 })).toEqual(['/rules/0/conditions/all/0 no-sql']);
    expect(refused({ fact: 'n', operator: 'lessThan', value: { fact: 's' } })).toEqual(['/rules/0/conditions/all/0 no-sql']);
    expect(refused({ fact: 'n', operator: 'in', value: '12345' })).toEqual(['/rules/0/conditions/all/0 no-sql']);
    expect(refused({ fact: 's', path: '$.a', operator: 'equal', value: 'x' })).toEqual(['/rules/0/conditions/all/0 no-sql']);
    expect(refused({ fact: 'unknown', operator: 'equal', value: 'x' })).toEqual(['/rules/0/conditions/all/0/fact unknown-fact']);
  });
});
