import fc from 'fast-check';
import { expect, it } from 'vitest';
import { generatedStrategy, interpret } from './testing/generated-strategy.js';
import { compiled, context } from './testing/strategy-fixture.js';

const number = fc.oneof(fc.constant(null), fc.integer({ min: -100, max: 100 }), fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 }));
const input = fc.record({ a: number, b: number, t: fc.constantFrom('x', 'y', '', null) }, { requiredKeys: [] });

it('a compiled strategy answers as one that is walked node by node, traced or not', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(1_000_000), { minLength: 400, maxLength: 400 }), fc.array(input, { minLength: 5, maxLength: 5 }), async (random, inputs) => {
      let at = 0;
      const document = generatedStrategy((below) => random[at++ % random.length]! % below);
      const ready = compiled(document);
      for (const facts of inputs) {
        const expected = interpret(document, facts);
        const result = ready.evaluate(facts, context());
        expect(result.ok ? result.answer.outputs : result).toEqual(expected);
        expect((await ready.evaluateTraced(facts, context())).result).toEqual(result);
      }
    }),
    { numRuns: 80 },
  );
});
