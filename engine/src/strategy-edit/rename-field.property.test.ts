import type { StrategyDocument } from '@arbiter/contracts';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { generatedFlatStrategy } from '../strategy/testing/generated-flat-strategy.js';
import { generatedStrategy, type Draw } from '../strategy/testing/generated-strategy.js';
import { compiled, context } from '../strategy/testing/strategy-fixture.js';
import { renameField } from './rename-field.js';
import { renameKeys } from './rename-keys.js';

const drawOf = (random: readonly number[]): Draw => {
  let at = 0;
  return (below) => random[at++ % random.length]! % below;
};
const random = fc.array(fc.nat(1_000_000), { minLength: 400, maxLength: 400 });
const number = fc.oneof(fc.constant(null), fc.integer({ min: -100, max: 100 }));
const text = fc.constantFrom('x', 'y', '', null);

function staysTheSame(document: StrategyDocument, which: number, inputs: readonly Record<string, unknown>[]): void {
  const { dataModel } = document;
  const fields = [...dataModel.inputs, ...dataModel.variables, ...dataModel.outputs];
  const { name } = fields[which % fields.length]!;
  const renamed = renameField(document, [name], 'new_name');
  expect(renamed.held).toEqual([]);
  const before = compiled(document);
  const after = compiled(renamed.document);
  for (const input of inputs) {
    const one = before.evaluate(input, context());
    const other = after.evaluate(renameKeys(input, { type: 'object', fields: dataModel.inputs }, [name], 'new_name'), context());
    expect(other.ok).toBe(one.ok);
    if (!one.ok || !other.ok) continue;
    expect(other.answer).toEqual({ ...one.answer, outputs: renameKeys(one.answer.outputs, { type: 'object', fields: dataModel.outputs }, [name], 'new_name') });
  }
}

it('a strategy of branches, calculations and loops answers the same under another name', () => {
  const input = fc.record({ a: number, b: number, t: text }, { requiredKeys: [] });
  fc.assert(fc.property(random, fc.nat(100), fc.array(input, { minLength: 4, maxLength: 4 }), (numbers, which, inputs) => staysTheSame(generatedStrategy(drawOf(numbers)), which, inputs)), { numRuns: 30 });
});

it('a strategy of rules, tables, scorecards, trees, splits, arbitration and models answers the same under another name', () => {
  const input = fc.record({ a: number, b: number, i: fc.integer({ min: -5, max: 5 }), t: text, u: fc.constant(null), k: fc.boolean(), l: fc.boolean(), d: fc.constantFrom(null, '2024-02-29'), ns: fc.array(fc.integer()), ss: fc.array(fc.constantFrom('x', 'y')) });
  fc.assert(fc.property(random, fc.nat(100), fc.array(input, { minLength: 4, maxLength: 4 }), (numbers, which, inputs) => staysTheSame(generatedFlatStrategy(drawOf(numbers)), which, inputs)), { numRuns: 30 });
});
