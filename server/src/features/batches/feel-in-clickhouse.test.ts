import { checkFeel, clickHouseTypeOf, compileFeel, FeelDate, FeelDateTime, feelToJson, makeFeelContext, parseDate, parseDateTime, printFeelSql, printFeelSqlCondition, compileFeelCondition, sqlNumber, sqlText, type FeelType } from '@arbiter/engine/feel/index';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Container } from '../../container.js';
import { makeTestContainer } from '../../testing/make-test-container.js';

const number: FeelType = { kind: 'number' };
const scope = new Map<string, FeelType>([
  ['n', number], ['m', number], ['s', { kind: 'string' }], ['t', { kind: 'string' }], ['b', { kind: 'boolean' }], ['c', { kind: 'boolean' }],
  ['d', { kind: 'date' }], ['e', { kind: 'date' }], ['i', { kind: 'date and time' }], ['j', { kind: 'date and time' }],
  ['l', { kind: 'list', items: number }], ['k', { kind: 'list', items: { kind: 'string' } }],
]);
const numbers = [0, -0, 1, -1, 2, 3, 0.1, 0.2, -2.5, 18, 1e308, -1e308, 5e-324, 9007199254740993, 123456.789];
const texts = ['', 'a', 'ab', 'A', "o'neil", 'back\\slash', '"quoted"', 'Ёлка', 'ß', 'ΑΣ', 'İi', '😀', 'a😀b', '\ufffd', 'line\nline', 'null', '%_'];
const days = ['1900-01-01', '1969-12-31', '1970-01-01', '2024-02-29', '2024-03-01', '2023-12-31', '2299-12-31', '2025-01-31'];
const instants = ['1950-06-01T00:00:00Z', '2024-02-29T23:59:59.999Z', '2024-03-01T00:00:00Z', '2299-12-31T23:59:59.999Z', '1969-12-31T23:59:59.001Z'];

const pick = <T>(list: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...list);
const orNull = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(value, { freq: 4 });
const row = fc.record({
  n: orNull(pick(numbers)), m: orNull(pick(numbers)), s: orNull(pick(texts)), t: orNull(pick(texts)), b: orNull(fc.boolean()), c: orNull(fc.boolean()),
  d: orNull(pick(days)), e: orNull(pick(days)), i: orNull(pick(instants)), j: orNull(pick(instants)),
  l: fc.array(orNull(pick(numbers)), { maxLength: 4 }), k: fc.array(orNull(pick(texts)), { maxLength: 4 }),
});
type Row = typeof row extends fc.Arbitrary<infer T> ? T : never;

const quote = (text: string): string => JSON.stringify(text);
const numeral = (n: number): string => (Object.is(n, -0) ? '-0' : String(n));
/** Sources of expressions by type. */
const expressions = fc.letrec<Record<'number' | 'string' | 'boolean' | 'date' | 'instant' | 'numbers' | 'strings', string>>((tie) => {
  const x = (name: Parameters<typeof tie>[0]) => tie(name) as fc.Arbitrary<string>;
  const say = (...parts: (string | fc.Arbitrary<string>)[]): fc.Arbitrary<string> => fc.tuple(...parts.map((part) => (typeof part === 'string' ? fc.constant(part) : part))).map((pieces) => pieces.join(''));
  const compare = pick(['<', '<=', '>', '>=', '=', '!=']);
  const both = (kind: Parameters<typeof tie>[0]) => say('(', x(kind), ' ', compare, ' ', x(kind), ')');
  const small = pick(['1', '2', '3', '-1', '-2', '5']);
  const choose = (kind: Parameters<typeof tie>[0]) => say('(if ', x('boolean'), ' then ', x(kind), ' else ', x(kind), ')');
  const span = pick(['@"P1D"', '@"-P3D"', '@"P1M"', '@"-P13M"', '@"PT36H"', 'duration("P1Y")']);
  const leaf = { maxDepth: 3, depthIdentifier: 'feel', withCrossShrink: true } as const;
  return {
    number: fc.oneof(leaf, pick(['n', 'm', ...numbers.map(numeral)]), say('(', x('number'), pick([' + ', ' - ', ' * ', ' / ']), x('number'), ')'), say('-(', x('number'), ')'), choose('number'),
      say(pick(['abs', 'floor', 'ceiling', 'sqrt']), '(', x('number'), ')'), say('string length(', x('string'), ')'), say(pick(['sum', 'min', 'max', 'mean', 'count']), '(', x('numbers'), ')'),
      say(x('numbers'), '[', small, ']'), say(x('date'), pick(['.year', '.month', '.day', '.weekday'])), say(x('instant'), pick(['.year', '.hour', '.second'])), say('day of year(', x('date'), ')'), say('week of year(', x('date'), ')'),
      say('(', x('date'), ' - ', x('date'), ').days'), say('years and months duration(', x('date'), ', ', x('date'), ')', pick(['.years', '.months'])), say('max(', x('number'), ', ', x('number'), ')')),
    string: fc.oneof(leaf, pick(['s', 't', ...texts.map(quote)]), say('(', x('string'), ' + ', x('string'), ')'), choose('string'), say('substring(', x('string'), ', ', small, ')'), say('substring(', x('string'), ', ', small, ', ', pick(['0', '1', '2']), ')'),
      say(pick(['upper case', 'lower case']), '(', x('string'), ')'), say(pick(['substring before', 'substring after']), '(', x('string'), ', ', x('string'), ')'), say('string(', x('date'), ')'), say('string(', x('boolean'), ')'),
      say(pick(['day of week', 'month of year']), '(', x('date'), ')'), say(x('strings'), '[', small, ']')),
    boolean: fc.oneof(leaf, pick(['b', 'c', 'true', 'false']), both('number'), both('string'), both('date'), both('instant'), both('boolean').map((text) => text.replace(/ (<|<=|>|>=) /, ' = ')),
      say('(', x('boolean'), pick([' and ', ' or ']), x('boolean'), ')'), say('not(', x('boolean'), ')'), say('(', x('number'), ' between ', x('number'), ' and ', x('number'), ')'),
      say('(', x('number'), ' in (', x('number'), ', < ', x('number'), ', ', pick(['[', '(']), x('number'), '..', x('number'), pick([']', ')']), '))'), say('(', x('string'), ' in ', x('strings'), ')'), say('(', x('number'), ' in ', x('numbers'), ')'),
      say(pick(['contains', 'starts with', 'ends with']), '(', x('string'), ', ', x('string'), ')'), say('(', fc.oneof(x('number'), x('string'), x('date'), x('boolean')), pick([' = null', ' != null']), ')'), say('list contains(', x('numbers'), ', ', fc.oneof(x('number'), fc.constant('null')), ')'),
      say('(', pick(['some', 'every']), ' q in ', x('numbers'), ' satisfies q ', compare, ' ', x('number'), ')'), choose('boolean')),
    date: fc.oneof(leaf, pick(['d', 'e', ...days.map((day) => `@"${day}"`), 'date("2024-05-05")']), choose('date'), say('date(', x('instant'), ')'), say('(', pick(['@"2024-02-29"', '@"2025-01-31"', 'date(2024-01-01)'.slice(0, 0) + '@"1999-12-31"']), pick([' + ', ' - ']), span, ')')),
    instant: fc.oneof(leaf, pick(['i', 'j', ...instants.map((instant) => `@"${instant}"`)]), choose('instant'), say('(@"2024-02-29T10:20:30.123Z"', pick([' + ', ' - ']), span, ')')),
    numbers: fc.oneof(leaf, fc.constant('l'), say('[', x('number'), ', ', x('number'), ', null]'), say('l[item ', compare, ' ', x('number'), ']'), say('(for q in l return q * ', x('number'), ')')),
    strings: fc.oneof(leaf, fc.constant('k'), say('[', x('string'), ', ', x('string'), ']'), say('k[item != ', x('string'), ']'), say('(for q in k return q + ', x('string'), ')')),
  };
});

const literals: Record<string, (value: never) => string> = {
  number: (n: number) => sqlNumber(n),
  string: (text: string) => sqlText(text),
  boolean: (flag: boolean) => String(flag),
  date: (day: string) => `toDate32('${day}')`,
  'date and time': (instant: string) => `fromUnixTimestamp64Milli(toInt64(${Date.parse(instant)}), 'UTC')`,
};
function sqlOf(value: unknown, type: FeelType): string {
  const sql = clickHouseTypeOf(type)!;
  if (Array.isArray(value)) return `CAST([${value.map((item) => sqlOf(item, (type as { items: FeelType }).items)).join(', ')}] AS ${sql})`;
  return `CAST(${value === null ? 'NULL' : literals[type.kind]!(value as never)} AS ${sql})`;
}
const factOf = (value: unknown, type: FeelType): unknown => (typeof value !== 'string' ? value : type.kind === 'date' ? parseDate(value) : type.kind === 'date and time' ? parseDateTime(value) : value);

/** A value as both sides write it. */
function shown(value: unknown): unknown {
  if (value instanceof FeelDate) return value.toString();
  if (value instanceof FeelDateTime) return new Date(value.epochSecond * 1000 + Math.floor(value.nanos / 1e6)).toISOString().replace('T', ' ').replace('Z', '');
  if (typeof value === 'number' || typeof value === 'boolean') return String(value === 0 ? 0 : value);
  return Array.isArray(value) ? value.map(shown) : feelToJson(value);
}
/** ClickHouse's text of a value; numbers are written anew, since both sides write exponents in their own way. */
const plain = (value: unknown, numeric: boolean): unknown => (Array.isArray(value) ? value.map((item) => plain(item, numeric)) : numeric && typeof value === 'string' ? String(Number(value) === 0 ? 0 : Number(value)) : value);

let container: Container;
beforeAll(async () => {
  container = await makeTestContainer();
});
afterAll(() => container?.close());

describe('an expression in JavaScript and in ClickHouse', () => {
  const rows = fc.sample(row, { numRuns: 40, seed: 5 });
  const table = (some: readonly Row[]): string =>
    some.map((one, id) => `SELECT ${id} AS row_id, ${[...scope].map(([name, type]) => `${sqlOf(one[name as keyof Row], type)} AS ${name}`).join(', ')}`).join(' UNION ALL ');
  const facts = rows.map((one) => Object.fromEntries([...scope].map(([name, type]) => [name, factOf(one[name as keyof Row], type)])));

  beforeAll(() => container.analytics.command(`CREATE TABLE feel_rows ENGINE = Memory AS ${table(rows)}`));

  async function compare(sources: readonly string[]): Promise<{ compared: number; refused: number; differences: string[] }> {
    const columns: { source: string; sql: string; numeric: boolean; expected: unknown[] }[] = [];
    let refused = 0;
    const differences: string[] = [];
    for (const source of sources) {
      const checked = checkFeel(source, { scope });
      const run = compileFeel(source, { scope });
      if (!checked.ok || !run.ok) throw new Error(`${source}: ${checked.ok ? '' : checked.error[0]!.message}`);
      const printed = printFeelSql(checked.value, { read: (name) => name });
      if (!printed.ok || printed.value.length > 4000) {
        refused += 1;
        continue;
      }
      const text = checked.value.type.kind === 'list' ? `arrayMap(v -> toString(v), ${printed.value})` : `toString(${printed.value})`;
      const { type } = checked.value;
      columns.push({ source, sql: text, numeric: type.kind === 'number' || (type.kind === 'list' && type.items.kind === 'number'), expected: facts.map((fact) => shown(run.value(fact, makeFeelContext({ nowMs: 0 })))) });
      if (checked.value.type.kind !== 'boolean') continue;
      const condition = printFeelSqlCondition(checked.value, { read: (name) => name });
      const holds = compileFeelCondition(source, { scope });
      if (!condition.ok || !holds.ok) throw new Error(source);
      columns.push({ source: `condition ${source}`, sql: `toString(${condition.value})`, numeric: false, expected: facts.map((fact) => (holds.value(fact) ? '1' : '0')) });
    }
    for (let from = 0; from < columns.length; from += 50) {
      const part = columns.slice(from, from + 50);
      const answers = await container.analytics.query<Record<string, unknown>>(`SELECT row_id, ${part.map(({ sql }, i) => `${sql} AS answer_${i}`).join(', ')} FROM feel_rows ORDER BY row_id`);
      part.forEach(({ source, sql, numeric, expected }, i) => {
        const row = answers.findIndex((answer, r) => JSON.stringify(plain(answer[`answer_${i}`], numeric)) !== JSON.stringify(expected[r]));
        if (row >= 0) differences.push(`${source}\n  ${sql}\n  of ${JSON.stringify(rows[row])}\n  is ${JSON.stringify(expected[row])}, in ClickHouse ${JSON.stringify(answers[row]![`answer_${i}`])}`);
      });
    }
    return { compared: columns.length, refused, differences: differences.sort((a, b) => a.length - b.length).slice(0, 10) };
  }

  it('has the same value in every row', async () => {
    const { compared, refused, differences } = await compare(fc.sample(fc.oneof(...Object.values(expressions)), { numRuns: 600, seed: 3 }));
    expect(differences).toEqual([]);
    expect(compared).toBeGreaterThan(400);
    expect(refused).toBeLessThan(120);
  }, 120_000);
});
