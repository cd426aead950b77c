import fc from 'fast-check';
import { evaluate } from 'feelin';
import { describe, expect, it } from 'vitest';
import { compileFeel, feelText } from './index.js';

/**
 * feelin as a second opinion. Deliberate differences, where this engine follows the standard and its compatibility kit:
 * - A result that is not finite (division by zero, overflow) is null here, Infinity or NaN there.
 * - Comparing values of different kinds is null here.
 * - Characters are code points here, UTF-16 units there; texts are ordered by code points.
 * - `decimal` rounds halves to the even digit and rounding works on decimal digits here.
 * - `between` and ranges with their ends the wrong way round hold nothing here; there the ends are exchanged.
 * The generator keeps away from these, and from null in orders and arithmetic, where feelin warns and goes its own way.
 */
const pick = <T>(...values: T[]): fc.Arbitrary<T> => fc.constantFrom(...values);
const sources = fc.letrec<Record<'number' | 'string' | 'boolean' | 'list', string>>((tie) => {
  const x = (name: Parameters<typeof tie>[0]) => tie(name) as fc.Arbitrary<string>;
  const say = (...parts: (string | fc.Arbitrary<string>)[]): fc.Arbitrary<string> => fc.tuple(...parts.map((part) => (typeof part === 'string' ? fc.constant(part) : part))).map((pieces) => pieces.join(''));
  const leaf = { maxDepth: 4, depthIdentifier: 'feelin' } as const;
  const choose = (kind: Parameters<typeof tie>[0]) => say('(if ', x('boolean'), ' then ', x(kind), ' else ', x(kind), ')');
  const compare = pick(' < ', ' <= ', ' > ', ' >= ', ' = ', ' != ');
  return {
    number: fc.oneof(leaf, pick('n', 'm', '0', '1', '2.5', '7', '100'), say('(', x('number'), pick(' + ', ' - ', ' * '), x('number'), ')'), choose('number'), say('abs(', x('number'), ')'), say('string length(', x('string'), ')'), say('count(', x('list'), ')'), say('sum(append(', x('list'), ', ', x('number'), '))'), say('(', x('number'), ' / 4)')),
    string: fc.oneof(leaf, pick('s', '"a"', '"abc"', '"Straße"', '""'), say('(', x('string'), ' + ', x('string'), ')'), choose('string'), say(pick('upper case', 'lower case'), '(', x('string'), ')'), say('substring(', x('string'), ' + "xyz", ', pick('1', '2', '-1', '-2'), ')')),
    boolean: fc.oneof(leaf, pick('b', 'true', 'false'), say('(', x('number'), compare, x('number'), ')'), say('(', x('string'), pick(' = ', ' != '), x('string'), ')'), say('(', x('boolean'), pick(' and ', ' or '), x('boolean'), ')'), say('not(', x('boolean'), ')'),
      say('(', x('number'), ' in ', pick('[0..100]', '(2..7)', '[3..3]'), ')'), say('(', x('number'), ' between 1 and 50)'), say('list contains(', x('list'), ', ', x('number'), ')'), say('(some q in ', x('list'), ' satisfies q > ', x('number'), ')'), say('(every q in ', x('list'), ' satisfies q > ', x('number'), ')'),
      say(pick('contains', 'starts with', 'ends with'), '(', x('string'), ', ', x('string'), ')')),
    list: fc.oneof(leaf, pick('l', '[]', '[1, 2, 3]'), say('[', x('number'), ', ', x('number'), ']'), say('concatenate(', x('list'), ', ', x('list'), ')'), say('reverse(', x('list'), ')'), say(x('list'), '[item > ', x('number'), ']'), say('(for q in ', x('list'), ' return q + ', x('number'), ')'), say('distinct values(', x('list'), ')')),
  };
});

describe('feelin', () => {
  it('says the same of generated expressions', () => {
    const facts = { n: 3, m: -2, s: 'ab', b: true, l: [5, 1, 5] };
    const scope = new Map([['n', { kind: 'number' }], ['m', { kind: 'number' }], ['s', { kind: 'string' }], ['b', { kind: 'boolean' }], ['l', { kind: 'list', items: { kind: 'number' } }]] as const);
    fc.assert(
      fc.property(fc.oneof(sources.number, sources.string, sources.boolean, sources.list), (source) => {
        const typed = compileFeel(source, { scope, strict: true });
        const untyped = compileFeel(source, { scope: new Map(Object.keys(facts).map((name) => [name, { kind: 'any' }])) });
        if (!typed.ok || !untyped.ok) throw new Error(`${source}: ${typed.ok ? '' : typed.error[0]!.message}`);
        const value = typed.value(facts);
        expect(untyped.value(facts), `${source} without types`).toEqual(value);
        expect(evaluate(source, facts).value, source).toEqual(value);
      }),
      { numRuns: 400, seed: 12 },
    );
  });

  it('reads what is written as text', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.integer(), fc.boolean(), fc.string({ unit: 'grapheme' }), fc.constant(null))), (list) => {
        const text = feelText(list)!;
        const compiled = compileFeel(text, { scope: new Map() });
        expect(compiled.ok && compiled.value({})).toEqual(list.map((item) => (item === 0 ? 0 : item)));
      }),
      { numRuns: 200, seed: 4 },
    );
  });
});
