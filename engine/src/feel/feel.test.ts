import { describe, expect, it } from 'vitest';
import { checkFeel, compileFeel, compileFeelCondition, feelFromJson, feelToJson, makeFeelContext, parseFeel, printFeelCondition, printFeelJavaScript, type FeelType } from './index.js';

const number: FeelType = { kind: 'number' };
const scope = new Map<string, FeelType>([
  ['age', number], ['income', number], ['full name', { kind: 'string' }], ['scores', { kind: 'list', items: number }], ['anything', { kind: 'any' }],
  ['client', { kind: 'context', fields: { name: { kind: 'string' }, 'first contract': { kind: 'context', fields: { sum: number } } } }],
]);
const facts = { age: 20, income: 2000, 'full name': 'Ann Lee', scores: [3, 1, null, 2], anything: { foo: { bar: 5 } }, client: { name: 'Ann', 'first contract': { sum: 7 } } };

function value(source: string, options: { strict?: boolean; dialect?: 'unary-tests'; input?: FeelType } = {}, steps = 100_000): unknown {
  const compiled = compileFeel(source, { scope, ...options });
  if (!compiled.ok) throw new Error(compiled.error.map((fault) => fault.message).join('\n'));
  return feelToJson(compiled.value(facts, makeFeelContext({ nowMs: Date.UTC(2025, 2, 30, 21, 30), timeZone: 'Europe/Moscow', steps })));
}
const faults = (source: string, strict = true): string[] => {
  const checked = checkFeel(source, { scope, strict });
  return checked.ok ? [] : checked.error.map((fault) => `${fault.code}@${fault.start}-${fault.end}`);
};

describe('values of expressions', () => {
  it.each([
    ['if age >= 18 and income > 1000 then income * 0.3 else null', 600],
    ['2 ** 3 ** 2', 64], ['-2 ** 2', 4], ['1 - 2 - 3', -4], ['10 / 4', 2.5], ['10 / 0', null], ['1e308 * 10', null],
    ['full name + "!"', 'Ann Lee!'], ['client.first contract.sum', 7], ['{a b: 1, c: a b + 1}.c', 2], ['{a: 1, a: 2}', null],
    ['null = null', true], ['1 = null', false], ['1 = "1"', null], ['null < 1', null], ['true and null', null], ['false and null', false], ['true or null', true], ['not(null)', null],
    ['scores[1]', 3], ['scores[-1]', 2], ['scores[9]', null], ['scores[item > 1]', [3, 2]], ['sum(scores)', null], ['sum([0.1, 0.2])', 0.1 + 0.2], ['max(1, 5, 3)', 5],
    ['[{x: 1}, {x: 2}][x > 1]', [{ x: 2 }]], ['[{x: 1}, {x: 2}].x', [1, 2]], ['for i in 1..3, j in [10, 20] return i * j', [10, 20, 20, 40, 30, 60]],
    ['for i in 0..4 return if i = 0 then 1 else i * partial[-1]', [1, 1, 2, 6, 24]], ['some s in scores satisfies s > 2', true], ['every s in scores satisfies s > 0', null],
    ['age in (1, < 5, [10..20])', true], ['age between 20 and 30', true], ['"b" in ["a", "b"]', true], ['5 in [1..10)', true], ['5 in (10..1)', false],
    ['date("2024-01-31") + duration("P1M")', '2024-02-29'], ['@"2024-03-01" - @"2024-02-28"', 'P2D'], ['(@"2024-03-01" - @"2024-02-28").days', 2], ['today()', '2025-03-31'],
    ['string(now())', '2025-03-31T00:30:00@Europe/Moscow'], ['@"2025-03-30T01:30:00@Europe/Berlin" + @"PT1H"', '2025-03-30T03:30:00@Europe/Berlin'],
    ['decimal(1.005, 2)', 1], ['round half up(1.005, 2)', 1.01], ['round half up(2.675, 2)', 2.68], ['decimal(2.5, 0)', 2], ['floor(-1.5)', -2], ['modulo(-10.1, 4.5)', 3.4],
    ['substring("😀bc", 2)', 'bc'], ['string length("😀")', 1], ['replace("abracadabra", "a(.)", "a$1$1")', 'abbraccaddabbra'], ['split("a;b;;c", ";")', ['a', 'b', '', 'c']], ['"\\uD83D\\uDE00" < "\\uFFFD"', false],
    ['sort(scores[item != null], function(a, b) a > b)', [3, 2, 1]], ['(function(a: number) a + 1)(3)', 4], ['(function(a: number) a + 1)("x")', null], ['[1, 2, 3] = [1, 2, 3]', true],
    ['anything.foo.bar + 1', 6], ['anything.nothing.bar', null], ['substring(start position: 2, string: "abc")', 'bc'], ['1 instance of number', true], ['null instance of Any', false], ['[1] instance of list<number>', true],
    ['get value({"__proto__": 5}, "__proto__")', 5], ['{}.constructor', null], ['anything.constructor', null], ['get value({a: 1}, "toString")', null], ['context put({}, "__proto__", 1)', JSON.parse('{"__proto__": 1}')],
    ['string(1e21)', '1000000000000000000000'], ['string([1, "a", null])', '[1, "a", null]'], ['@"2021-01-01T24:00:00"', '2021-01-02T00:00:00'],
  ])('%s', (source, expected) => expect(value(source)).toEqual(expected));

  it.each([['< 5', 4, true], ['[1..3], 7', 7, true], ['not(1, 2)', 3, true], ['not(1, 2)', 2, false], ['-', null, true], ['? > 3 and ? < 5', 4, true], ['"a"', 1, null], ['null', null, true]])('unary tests %s of %s', (source, input, expected) => {
    const compiled = compileFeel(source, { scope, dialect: 'unary-tests' });
    expect(compiled.ok && compiled.value({ '?': input })).toBe(expected);
  });
});

describe('faults', () => {
  it('stand at their places', () => {
    expect(faults('age + unknown')).toEqual(['feel-unknown-name@6-13']);
    expect(faults('age + "x"')).toEqual(['feel-type@0-9']);
    expect(faults('client.nothing')).toEqual(['feel-unknown-field@0-14']);
    expect(faults('if age then 1 else 2')).toEqual(['feel-type@3-6']);
    expect(faults('floor("x")')).toEqual(['feel-call@0-10']);
    expect(faults('1 +\n  * 2', false)).toEqual(['feel-syntax@6-7']);
    expect(faults('age + unknown', false)).toEqual([]);
    const parsed = parseFeel('1 +\n  * 2');
    expect(parsed.ok ? '' : parsed.error[0]!.message).toBe('Line 2, column 3: Found "*" where an expression is expected.');
  });

  it.each(['(', '[', '{a:', 'not(', '-', 'if ', '[1][', 'f(', 'some x in ', 'function(a) ', '1 instance of list<'])('refuses 100,000-fold %s at a place', (piece) => {
    const source = piece.repeat(Math.min(100_000, Math.floor(200_000 / piece.length)));
    for (const dialect of ['expression', 'unary-tests'] as const) expect(checkFeel(source, { scope, dialect }).ok).toBe(false);
  });

  it('takes chains up to its cap and refuses longer ones', () => {
    expect(value(`1${' + 1'.repeat(900)}`)).toBe(901);
    expect(value(`${'age = 1 or '.repeat(900)}true`)).toBe(true);
    expect(faults(`1${' + 1'.repeat(5000)}`)).toEqual([expect.stringContaining('feel-too-deep')]);
    expect(parseFeel('1'.repeat(300_000)).ok).toBe(false);
  });
});

describe('caps of an evaluation', () => {
  it.each([
    'for i in 1..1000000000 return i', 'some i in 1..1000000000 satisfies i < 0', 'for i in 1..100000, j in 1..100000 return 1', 'count(for i in 1..1000000000 return i)',
    '{f: function(f, n) f(f, n + 1), r: f(f, 0)}.r', '{l: for i in 1..100000 return i, r: for i in l return list contains(l, -i)}.r', '{l: for i in 1..100000 return @"P1D" * i, r: distinct values(for q in 1..2 return distinct values(l))}.r', '{f: function(f, n) if n = 0 then 0 else 1 + f(f, n - 1), r: f(f, 100000)}.r',
  ])('end %s', (source) => expect(() => value(source, {}, 1_000_000)).toThrow(expect.objectContaining({ code: 'step-limit' })));

  it('keep lists and texts from growing without end', () => {
    const doubled = (start: string, step: (name: string) => string): string => `{ a0: ${start}${Array.from({ length: 40 }, (_, i) => `, a${i + 1}: ${step(`a${i}`)}`).join('')} }`;
    expect(() => value(doubled('[1, 2]', (name) => `concatenate(${name}, ${name})`))).toThrow(expect.objectContaining({ code: 'step-limit' }));
    expect(() => value(doubled('"ab"', (name) => `${name} + ${name}`))).toThrow(expect.objectContaining({ code: 'step-limit' }));
  });

  it('judge hostile patterns in linear time', () => {
    expect(value(`matches("${'a'.repeat(5000)}!", "^(a+)+$")`)).toBe(false);
    expect(value('matches("aa", "(a)\\1")')).toBe(null);
    expect(value('matches("aaa", "(((a{100}){100}){100}){100}")')).toBe(null);
    expect(() => value('for i in 1..1000000 return matches("a", "[a-z-[aeiou]]" + string(i))', {}, 1_000_000)).toThrow(expect.objectContaining({ code: 'step-limit' }));
  });
});

describe('printed JavaScript', () => {
  const printed = (source: string, condition = false): string => {
    const checked = checkFeel(source, { scope, strict: true });
    if (!checked.ok) throw new Error(checked.error[0]!.message);
    return (condition ? printFeelCondition : printFeelJavaScript)(checked.value, { read: (name) => (name === 'full name' ? 'v.fullName' : `v.${name}`) });
  };
  it('is short where types are known', () => {
    expect(printed('age < income')).toBe('(v.age !== null && v.income !== null ? v.age < v.income : null)');
    expect(printed('age >= 18 and full name = "x"', true)).toBe('((v.age !== null && v.age >= 18) && (v.fullName === "x"))');
    expect(printed('full name in ("a", "b")', true)).toBe('((v.fullName === "a") || (v.fullName === "b"))');
    expect(printed('scores[item > age]')).toBe('R.filter(x, v.scores, (item$1) => (item$1 !== null && v.age !== null && item$1 > v.age))');
    expect(printed('income * 0.3')).toBe('R.multiplyNumbers(v.income, 0.3)');
  });

  it('holds no code of names or texts', () => {
    expect(value('"${process.exit()}`\\"; throw 1; //"')).toBe('${process.exit()}`"; throw 1; //');
    expect(value('{"a\\"]; throw 1; //": 1}')).toEqual({ 'a"]; throw 1; //': 1 });
    expect(value('for constructor in [1], __proto__ in [2] return constructor + __proto__')).toEqual([3]);
    expect(value('{ eval: 1, arguments: eval + 1, await: arguments }.await')).toBe(2);
  });

  it('gives conditions as booleans', () => {
    const condition = (source: string): unknown => {
      const compiled = compileFeelCondition(source, { scope });
      return compiled.ok ? compiled.value({ age: null }) : compiled.error;
    };
    expect(['age > 18', 'not(age > 18)', 'age = null', 'null', '1', 'age in (1, 2)', 'not(age = 1)'].map(condition)).toEqual([false, false, true, false, false, false, true]);
  });
});

describe('JSON', () => {
  const spec = { type: 'object', fields: [{ name: 'day', type: 'date', required: true }, { name: 'at', type: 'date and time' }, { name: 'n', type: 'integer', min: 1, default: 5 }, { name: 'list', type: 'list', items: { type: 'string', values: ['a', 'b'] } }] } as const;
  it('becomes values and comes back', () => {
    const read = feelFromJson({ day: '2024-02-29', at: '2024-02-29T10:00:00Z', list: ['a', null], other: 1 }, structuredClone(spec) as never);
    expect(read.ok && feelToJson(read.value)).toEqual({ day: '2024-02-29', at: '2024-02-29T10:00:00Z', n: 5, list: ['a', null] });
  });
  it('is refused at its place', () => {
    const read = feelFromJson({ day: '2023-02-29', n: 0, list: ['a', 'c'] }, structuredClone(spec) as never);
    expect(read.ok ? [] : read.error.map(({ path, code }) => `${path} ${code}`)).toEqual(['/day wrong-type', '/n out-of-range', '/list/1 not-allowed']);
    const missing = feelFromJson({}, structuredClone(spec) as never);
    expect(missing.ok ? [] : missing.error.map(({ path, code }) => `${path} ${code}`)).toEqual(['/day required']);
  });
});
