import type { StrategyDocument } from '@arbiter/contracts';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { inspectStrategy } from './check-strategy.js';
import { compileStrategy } from './compile-strategy.js';
import { generatedStrategy } from './testing/generated-strategy.js';
import { context, dependenciesOf } from './testing/strategy-fixture.js';

/** Every place of a JSON value, as the keys that lead there. */
function placesOf(value: unknown, way: (string | number)[] = []): (string | number)[][] {
  if (value === null || typeof value !== 'object') return [way];
  const children = Array.isArray(value) ? value.map((child, i) => [i, child] as const) : Object.entries(value);
  return [way, ...children.flatMap(([key, child]) => placesOf(child, [...way, key]))];
}

function replaced(document: unknown, way: (string | number)[], value: unknown): unknown {
  if (way.length === 0) return value;
  const copy = structuredClone(document) as Record<string | number, unknown>;
  let at = copy;
  for (const key of way.slice(0, -1)) at = at[key] as Record<string | number, unknown>;
  const last = way.at(-1)!;
  if (value === undefined) {
    if (Array.isArray(at)) at.splice(Number(last), 1);
    else delete at[last];
  } else at[last] = value;
  return copy;
}

const odd = fc.oneof(
  fc.constantFrom(undefined, null, '', 'n1', 'n0', 'out0', 'error', 'else', 'next', '__proto__', 'constructor', 'p', 'q', 'u', 'e', 'a', 1e308, -1, 'p +', '"', 'true', '*/', 'loop', 'output', 'input', 'list', 'date', [], {}),
  fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<unknown>,
  fc.string(),
);

it('a document that was changed anywhere is refused in words, or runs: nothing throws', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(1_000_000), { minLength: 300, maxLength: 300 }), fc.array(fc.tuple(fc.nat(), odd), { minLength: 1, maxLength: 3 }), (random, changes) => {
      let at = 0;
      let document: unknown = generatedStrategy((below) => random[at++ % random.length]! % below);
      for (const [where, value] of changes) {
        const places = placesOf(document);
        document = replaced(document, places[where % places.length]!, value);
      }
      const { faults } = inspectStrategy(document, dependenciesOf());
      for (const fault of faults) expect(fault).toEqual({ path: expect.any(String) as string, code: expect.stringMatching(/^[a-z-]+$/) as string, message: expect.stringMatching(/\S/) as string });
      const compiled = compileStrategy(document as StrategyDocument, dependenciesOf());
      expect(compiled.ok).toBe(faults.length === 0);
      if (compiled.ok && !compiled.value.waits) expect(compiled.value.evaluate({ a: 1, b: 2, t: 'x' }, context({ limits: { steps: 10_000 } })).ok).toBeTypeOf('boolean');
    }),
    { numRuns: 6000 },
  );
});
