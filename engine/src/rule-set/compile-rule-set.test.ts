import { describe, expect, it } from 'vitest';
import type { RuleEvent, RuleSetDocument } from './document.js';
import { compileRuleSet } from './compile-rule-set.js';
import { generateCase } from './generate-rule-set.js';
import { runReference } from './reference.js';

const byText = (events: readonly unknown[]): string[] => events.map((event) => JSON.stringify(event, (_, value: unknown) => (value === undefined ? '·undefined' : Number.isNaN(value) ? '·NaN' : value))).sort();

async function compare(document: RuleSetDocument, facts: Record<string, unknown>): Promise<{ compiled: unknown; reference: unknown } | 'refused'> {
  const compiled = compileRuleSet(document);
  if (!compiled.ok) return 'refused';
  const ours = compiled.value.run(facts);
  const theirs = await runReference(document, facts);
  const shape = (outcome: { ok: boolean; events?: readonly unknown[]; failureEvents?: readonly unknown[] }) =>
    outcome.ok ? { events: byText(outcome.events!), failureEvents: byText(outcome.failureEvents!) } : 'error';
  return { compiled: shape(ours), reference: shape(theirs) };
}

/** Seeds of earlier differences. */
const keptSeeds: number[] = [];

describe('a compiled rule set', () => {
  it('answers as json-rules-engine does on generated rule sets and facts', async () => {
    let compared = 0;
    let answered = 0;
    const runs = 20_000;
    for (const seed of [...keptSeeds, ...Array.from({ length: runs }, (_, i) => 1 + i)]) {
      const { document, facts } = generateCase(seed);
      const both = await compare(document, facts);
      if (both === 'refused') continue;
      compared += 1;
      if (both.reference !== 'error') answered += 1;
      expect(both.compiled, `seed ${seed}: ${JSON.stringify(document)} on ${JSON.stringify(facts)}`).toEqual(both.reference);
    }
    expect(compared).toBeGreaterThan(runs * 0.5);
    expect(answered).toBeGreaterThan(runs * 0.3);
  }, 300_000);

  it('orders events by priority, then by declaration', () => {
    const rule = (type: string, priority: number): RuleSetDocument['rules'][number] => ({ conditions: { all: [] }, priority, event: { type } });
    const compiled = compileRuleSet({ rules: [rule('a', 1), rule('b', 5), rule('c', 1), rule('d', 10)] });
    const outcome = compiled.ok ? compiled.value.run({}) : undefined;
    expect(outcome?.ok && outcome.events.map((event: RuleEvent | { type: string }) => event.type)).toEqual(['d', 'b', 'a', 'c']);
  });

  it('names the fact that is missing, and only when it is asked for', () => {
    const document = (priority: number): RuleSetDocument => ({
      rules: [{ conditions: { all: [{ fact: 'known', operator: 'equal', value: 2, priority: 5 }, { fact: 'absent', operator: 'equal', value: 1, priority }] }, event: { type: 'x' } }],
    });
    const run = (priority: number, facts: Record<string, unknown>) => {
      const compiled = compileRuleSet(document(priority));
      return compiled.ok ? compiled.value.run(facts) : undefined;
    };
    expect(run(5, { known: 1 })).toMatchObject({ ok: false, error: { code: 'fact-missing', fact: 'absent' } });
    expect(run(1, { known: 1 })).toMatchObject({ ok: true, events: [] });
  });

  it('takes names and texts as data, never as code', () => {
    const nasty = '"];globalThis.broken=1;//`${globalThis.broken=1}\u2028\n';
    const compiled = compileRuleSet({ rules: [{ name: nasty, conditions: { any: [{ fact: nasty, operator: 'equal', value: nasty }, { fact: 'toString', operator: 'in', value: [nasty] }] }, event: { type: nasty, params: { [nasty]: nasty } } }] });
    const outcome = compiled.ok ? compiled.value.run({ [nasty]: nasty, toString: 1 }) : undefined;
    expect(outcome).toMatchObject({ ok: true, events: [{ type: nasty }] });
    expect((globalThis as Record<string, unknown>).broken).toBeUndefined();
  });

  it('does not see what every object inherits', () => {
    const compiled = compileRuleSet({ options: { allowUndefinedFacts: true }, rules: [{ conditions: { all: [{ fact: 'constructor', operator: 'notEqual', value: null }, { fact: 'constructor', path: '$.name', operator: 'equal', value: 'Object' }] }, event: { type: 'x' } }] });
    expect(compiled.ok && compiled.value.run({})).toMatchObject({ ok: true, events: [] });
  });

  it('gives each call its own state', () => {
    const compiled = compileRuleSet({ rules: [{ conditions: { all: [{ fact: 'n', operator: 'greaterThan', value: 5 }] }, event: { type: 'big' } }] });
    if (!compiled.ok) throw new Error('does not compile');
    const first = compiled.value.run({ n: 10 });
    const second = compiled.value.run({ n: 1 });
    expect([first.ok && first.events.length, second.ok && second.events.length, second.ok && second.failureEvents.length]).toEqual([1, 0, 1]);
  });
});
