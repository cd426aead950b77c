import type { Fault, Result, ValueSpec } from '@arbiter/contracts';
import type { FeelScope, FeelType } from '../../../feel/feel-type.js';
import { findDuplicates } from '../../../rule-set/check-against-data-model.js';
import { checkRuleSet } from '../../../rule-set/check-rule-set.js';
import { printRuleSetFunction } from '../../../rule-set/print-rule-set.js';
import type { RuleSetTree } from '../../../rule-set/tree.js';
import type { NodePrinter } from '../../node-kind.js';
import { anyType, textType } from '../assignment.js';
import { factFaults } from './fact-faults.js';
import { ruleWarnings } from './rule-warnings.js';
import type { RuleContent } from './read-content.js';
import type { RulesSettings } from './rules-settings.js';

const list = (items: FeelType): FeelType => ({ kind: 'list', items });
const params: FeelType = { kind: 'context', fields: {}, open: true };

/** A rule set whose facts are names of the data model, or expressions given beside it. */
export function readRuleSet(document: unknown, settings: RulesSettings, scope: FeelScope, fields: ReadonlyMap<string, ValueSpec> | undefined): Result<RuleContent, Fault[]> {
  const checked = checkRuleSet(document);
  if (!checked.ok) return checked;
  const tree = checked.value;
  const given = new Map((settings.facts ?? []).map(({ name, value }) => [name, value]));
  const faults = factFaults(tree, given, scope);
  if (faults.length > 0) return { ok: false, error: faults };
  const own = tree.factNames.filter((name) => !given.has(name));
  const events: FeelType = list({ kind: 'context', fields: { type: textType, params } });
  return {
    ok: true,
    value: {
      names: own,
      facts: (settings.facts ?? []).map(({ value }, index) => ({ source: value, path: `/facts/${index}/value` })),
      results: new Map<string, { type: FeelType; code(outcome: string): string }>([
        ['events', { type: events, code: (outcome) => `${outcome}.events` }],
        ['types', { type: list(textType), code: (outcome) => `${outcome}.types` }],
        ['params', { type: params, code: (outcome) => `${outcome}.params` }],
        ['rules', { type: list(textType), code: (outcome) => `${outcome}.rules` }],
        ['matched', { type: { kind: 'boolean' }, code: (outcome) => `(${outcome}.rules.length > 0)` }],
      ]),
      warnings: () => [...ruleWarnings(tree, scope, fields ?? new Map()), ...findDuplicates(tree)],
      factsCode: (printer) => factsCode(tree, given, scope, printer),
      call(printer, facts) {
        const rules = printer.define('rule_set', printRuleSetFunction(tree));
        const names = printer.define('rule_names', ruleNames(tree));
        return `R.ruleEvents(${rules}(${facts}), ${names}, ${settings.mode === 'first' ? 'true' : 'false'})`;
      },
      note: (outcome) => `hits: ${outcome}.hits, rules: ${outcome}.rules, events: ${outcome}.events`,
      violates: false,
    },
  };
}

const ruleNames = (tree: RuleSetTree): string => JSON.stringify(Object.fromEntries(tree.rules.map(({ index, name }) => [index, String(name ?? index + 1)])));

/** Facts as JSON values: dates and durations are their texts. */
function factsCode(tree: RuleSetTree, given: ReadonlyMap<string, string>, scope: FeelScope, printer: NodePrinter): string {
  const plain = new Set(['number', 'string', 'boolean', 'null']);
  return `{ ${tree.factNames.map((name) => {
    const source = given.get(name);
    const code = source === undefined ? printer.read(name) : printer.expression(source);
    const type = source === undefined ? (scope.get(name) ?? anyType) : anyType;
    return `[${JSON.stringify(name)}]: ${plain.has(type.kind) ? code : `R.toJson(${code})`}`;
  }).join(', ')} }`;
}
