import { describe, expect, it } from 'vitest';
import type { RuleEvent, RuleSetDocument } from './document.js';
import { checkRuleSet } from './check-rule-set.js';
import type { ExplainedRule } from './explain-rule-set.js';
import { compileRuleSet, compileTree } from './compile-rule-set.js';
import { generateCase } from './generate-rule-set.js';
import { runReference } from './reference.js';

const byText = (events: readonly unknown[]): string[] => events.map((event) => JSON.stringify(event, (_, value: unknown) => (value === undefined ? '·undefined' : Number.isNaN(value) ? '·NaN' : value))).sort();

async function compare(document: RuleSetDocument, facts: Record<string, unknown>): Promise<{ compiled: unknown; reference: unknown } | 'refused'> {
  const checked = checkRuleSet(document);
  if (!checked.ok) return 'refused';
  const shape = (outcome: { ok: boolean; events?: readonly unknown[]; failureEvents?: readonly unknown[] }) =>
    outcome.ok ? { events: byText(outcome.events!), failureEvents: byText(outcome.failureEvents!) } : 'error';
  const explained = (outcome: { ok: boolean; results?: readonly unknown[]; failureResults?: readonly unknown[] }, plain: (result: never) => unknown) =>
    outcome.ok ? { results: byText((outcome.results as never[]).map(plain)), failureResults: byText((outcome.failureResults as never[]).map(plain)) } : 'error';
  const theirs = await runReference(document, facts);
  const ours = compileTree(checked.value);
  return {
    compiled: { byRule: shape(ours.run(facts)), byIndex: shape(compileTree(checked.value, { indexFrom: 1 }).run(facts)), explained: explained(ours.explain(facts), ({ index: _, ...rule }: ExplainedRule) => ordered(rule)) },
    reference: { byRule: shape(theirs), byIndex: shape(theirs), explained: explained(theirs, plainResult) },
  };
}

/** The reference's result objects as plain data; the root group of a rule carries no result there. */
function plainResult({ conditions, event, priority, name, result }: ExplainedRule): unknown {
  const plain = (node: Record<string, unknown>): Record<string, unknown> => {
    const kind = (['any', 'all', 'not'] as const).find((key) => Object.hasOwn(node, key));
    const { operator, ...rest } = node;
    if (!rest.priority) delete rest.priority;
    if (!kind) return operator === undefined ? rest : { ...rest, operator };
    const inside = node[kind];
    return { ...(node.priority ? { priority: node.priority } : {}), ...(node.name ? { name: node.name } : {}), [kind]: Array.isArray(inside) ? (inside as never[]).map((child) => plain(child)) : plain(inside as never), ...(node.result === undefined ? {} : { result: node.result }) };
  };
  return ordered({ conditions: { ...plain(conditions as never), result }, event, priority, ...(name === undefined ? {} : { name }), result });
}

/** The same value with keys in one order and without keys that hold nothing of note. */
function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).filter(([key, inner]) => !(key === 'any' && inner === 1) && inner !== undefined).sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, inner]) => [key, ordered(inner)]));
}

/** Seeds of earlier differences. */
const keptSeeds: number[] = [];

describe('a compiled rule set', () => {
  it('answers as json-rules-engine does on generated rule sets and facts', async () => {
    let compared = 0;
    let answered = 0;
    const runs = 8_000;
    for (const seed of [...keptSeeds, ...Array.from({ length: runs }, (_, i) => 1 + i)]) {
      const { document, facts } = generateCase(seed);
      const both = await compare(document, facts);
      if (both === 'refused') continue;
      compared += 1;
      if ((both.reference as { byRule: unknown }).byRule !== 'error') answered += 1;
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
