// What `importDmnAsItems` takes over gives the answers that the compatibility kit expects, run as the product runs tables and calculations.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compileDecisionTable } from '@arbiter/engine/decision-table/compile-decision-table';
import { importDmnAsItems, type DmnItems } from '@arbiter/engine/dmn/product/import-items';
import { compileFeel } from '@arbiter/engine/feel/compile-feel';
import { isContext } from '@arbiter/engine/feel/runtime/kinds';
import { feelTypeOf } from '@arbiter/engine/strategy-data-model/feel-types';
import { describe, expect, it } from 'vitest';
import { externalJava } from './conformance-page.js';
import { readTck } from './read-tck.js';
import { runSuite, same } from './run-tck.js';

const folder = process.env['ARBITER_CONFORMANCE'];
const present = folder !== undefined && existsSync(join(folder, 'compliance-level-2'));

/** About conversions by type, which a strategy's data model does not make. */
const converting = new Set(['0021-singleton-list', '0082-feel-coercion']);

type Item = DmnItems['items'][number];

/** The function of one item over the values of its inputs; undefined where it cannot be compiled. */
function compiled(item: Item): ((facts: Record<string, unknown>) => unknown) | undefined {
  const scope = new Map(item.inputs.map((field) => [field.name, feelTypeOf(field)]));
  if (item.kind === 'calculation') {
    const made = compileFeel(item.expression, { scope });
    return made.ok ? (facts) => made.value(facts) : undefined;
  }
  const made = compileDecisionTable(item.document, { scope });
  return made.ok ? (facts) => made.value.run(facts).value : undefined;
}

function renamed(value: unknown, names: ReadonlyMap<string, string>): unknown {
  if (Array.isArray(value)) return value.map((element) => renamed(element, names));
  return isContext(value) ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [names.get(key) ?? key, renamed(inner, names)])) : value;
}

describe.runIf(present)('decisions taken over from the compatibility kit', () => {
  it('give the expected answers', () => {
    let compared = 0;
    const different: string[] = [];
    for (const suite of readTck(folder!)) {
      if (suite.folder === externalJava || converting.has(suite.folder)) continue;
      const items = importDmnAsItems(readFileSync(join(folder!, suite.level, suite.folder, suite.modelFile), 'utf8'), { imports: suite.imports });
      if (!items.ok) throw new Error(items.error[0]!.message);
      const names = new Map(items.value.renamed.map(({ from, to }) => [from, to]));
      const functions = new Map(items.value.items.map((item) => [item, compiled(item)]));
      const byName = new Map(items.value.items.map((item) => [item.name, item]));
      const passes = runSuite(suite);
      for (const [index, testCase] of suite.cases.entries()) {
        if (!passes[index]!.passed || testCase.invocable !== undefined) continue;
        const inputs: Record<string, unknown> = Object.fromEntries(Object.entries(testCase.inputs).map(([name, value]) => [names.get(name) ?? name, renamed(value, names)]));
        const isInput = new Set(items.value.inputs.map(({ name }) => name));
        // Only decisions all of whose needs were taken over can be asked; the others are undefined.
        const ask = (item: Item): unknown => {
          const facts: Record<string, unknown> = {};
          for (const { name } of item.inputs) {
            const needed = byName.get(name);
            const value = isInput.has(name) ? (inputs[name] ?? null) : needed ? ask(needed) : undefined;
            if (value === undefined) return undefined;
            facts[name] = value;
          }
          return functions.get(item)?.(facts);
        };
        for (const result of testCase.results) {
          const item = items.value.items.find(({ title }) => title === result.name);
          const value = item && !result.errorResult ? ask(item) : undefined;
          if (value === undefined) continue;
          compared += 1;
          const expected = renamed(result.expected, names);
          if (!same(value, expected)) different.push(`${suite.folder}/${testCase.id}/${result.name}: ${JSON.stringify(value)} instead of ${JSON.stringify(expected)}`);
        }
      }
    }
    expect(different).toEqual([]);
    expect(compared).toBeGreaterThan(1_900);
  });
});

if (!present) it('is not run without the kit', () => expect(present).toBe(false));
