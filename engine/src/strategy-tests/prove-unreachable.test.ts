import type { FieldSpec, StrategyDocument } from '@arbiter/contracts';
import { describe, expect, it } from 'vitest';
import { compileStrategy } from '../strategy/compile-strategy.js';
import { goalKey, goalsOf } from './coverage-goals.js';
import { interestingValues } from './interesting-values.js';
import { proveUnreachable } from './prove-unreachable.js';
import { seekPaths } from './seek-paths.js';

const inputs: FieldSpec[] = [
  { name: 'days', type: 'integer', min: 0, required: true },
  { name: 'balance', type: 'number', min: 0, required: true },
  { name: 'segment', type: 'string', values: ['mass', 'premium'], required: true },
];
const noDependencies = { find: () => undefined };

/** Branch after branch; each way and each else leads on to an output of its own. */
function strategy(conditions: string[]): StrategyDocument {
  const outputs = [...conditions.keys(), conditions.length].map((at) => ({ id: `out-${at}`, kind: 'output' as const, settings: { assignments: [{ name: 'answer', value: String(at) }] } }));
  return {
    dataModel: { inputs, variables: [], outputs: [{ name: 'answer', type: 'number' }] },
    graph: {
      nodes: [{ id: 'in', kind: 'input', settings: {} }, { id: 'which', kind: 'branch', settings: { branches: conditions.map((condition, at) => ({ port: `way-${at}`, condition })) } }, ...outputs],
      edges: [{ from: 'in', port: 'next', to: 'which' }, ...conditions.map((_, at) => ({ from: 'which', port: `way-${at}`, to: `out-${at}` })), { from: 'which', port: 'else', to: `out-${conditions.length}` }],
    },
  };
}

async function seek(document: StrategyDocument) {
  const compiled = compileStrategy(document, noDependencies);
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.error));
  const goals = goalsOf(document, noDependencies);
  const found = await seekPaths({ inputs, goals, values: interestingValues([document]), seed: 1, tries: 3_000, evaluate: async (input) => (await compiled.value.evaluateTraced(input, { nowMs: 0, timeZone: 'UTC', clock: () => 0 })).trace });
  return { found, proofs: await proveUnreachable(document, found.missed) };
}

describe('ways that nothing reaches', () => {
  it('are proved where conditions compare inputs with constants, and everything else is reached', async () => {
    const { found, proofs } = await seek(strategy(['days > 30 and segment = "premium"', 'days > 30', 'days >= 60 or days in [40..50]', 'balance < 0', 'segment = "mass"', 'days <= 30']));
    const missed = found.missed.filter(({ kind }) => kind === 'way').map(({ detail }) => detail);
    expect(missed).toEqual(['way-2', 'way-3', 'else']);
    expect(found.missed.filter((goal) => !proofs.get(goalKey(goal))?.includes('combinations'))).toEqual([]);
  });

  it('are not claimed where a condition is of another form', async () => {
    const { found, proofs } = await seek(strategy(['days * balance = 123456789.125 and days * 2 > 5', 'days >= 0']));
    expect(found.missed.map(({ detail }) => detail).filter(Boolean)).toEqual(['way-0', 'else']);
    expect([...proofs.keys()].filter((key) => key.startsWith('way'))).toEqual(['way which else']);
  });
});
