import type { Fault, Result, ValueSpec } from '@arbiter/contracts';
import { analyseDecisionTable } from '../../../decision-table/analyse-decision-table.js';
import { checkDecisionTable, type CheckedDecisionTable } from '../../../decision-table/check-decision-table.js';
import { printDecisionTable } from '../../../decision-table/print-decision-table.js';
import { tableWarnings } from '../../../decision-table/table-warnings.js';
import { checkDecisionTree } from '../../../decision-tree/check-decision-tree.js';
import { printDecisionTree } from '../../../decision-tree/print-decision-tree.js';
import { treeWarnings } from '../../../decision-tree/tree-warnings.js';
import type { FeelScope, FeelType } from '../../../feel/feel-type.js';
import { checkScorecard } from '../../../scorecard/check-scorecard.js';
import { printScorecard } from '../../../scorecard/print-scorecard.js';
import { scorecardWarnings } from '../../../scorecard/scorecard-warnings.js';
import type { NodePrinter } from '../../node-kind.js';
import { textType } from '../assignment.js';
import { readRuleSet } from './read-rule-set.js';
import type { RuleContentKind, RulesSettings } from './rules-settings.js';

/** Content of a rules node, checked: what it reads, what can be read of its outcome, and how it is called. */
export interface RuleContent {
  /** Names of the data model that it reads. */
  names: readonly string[];
  facts: readonly { source: string; path: string }[];
  results: ReadonlyMap<string, { type: FeelType; code(outcome: string): string }>;
  /** Found on demand: telling gaps takes longer than printing. */
  warnings(): Fault[];
  /** The object of facts that a rule set is evaluated on; absent where the content reads names of the data model itself. */
  factsCode?(printer: NodePrinter): string;
  /** `given` is the identifier that holds the facts. */
  call(printer: NodePrinter, given: string): string;
  /** Fields of an object for the trace: `hits` counts the rules (bins, leaves) that hit from 0, see `rulesIn`. */
  note(outcome: string): string;
  violates: boolean;
}

type Fields = ReadonlyMap<string, ValueSpec> | undefined;
const list = (items: FeelType): FeelType => ({ kind: 'list', items });
const booleanType: FeelType = { kind: 'boolean' };

export function readContent(kind: RuleContentKind, document: unknown, settings: RulesSettings, scope: FeelScope, fields: Fields): Result<RuleContent, Fault[]> {
  switch (kind) {
    case 'rule-set':
      return readRuleSet(document, settings, scope, fields);
    case 'decision-table':
      return readTable(document, scope, fields);
    case 'scorecard':
      return readScorecard(document, scope, fields);
    case 'decision-tree':
      return readTree(document, scope, fields);
  }
}

const call = (printer: NodePrinter, hint: string, code: string, names: readonly string[]): string => `${printer.define(hint, code)}(${['x', ...names.map((name) => printer.read(name))].join(', ')})`;

function readTable(document: unknown, scope: FeelScope, fields: Fields): Result<RuleContent, Fault[]> {
  const checked = checkDecisionTable(document, { scope, ...(fields ? { fields } : {}) });
  if (!checked.ok) return checked;
  const table = checked.value;
  // Names of rules are defined once as a constant of the module, where there are any.
  let ids = '{}';
  const rules = (outcome: string): string => `R.ruleNames(${outcome}.hits, ${ids})`;
  return {
    ok: true,
    value: {
      names: table.names,
      facts: [],
      results: new Map([
        ['result', { type: table.type, code: (outcome: string) => `${outcome}.value` }],
        ['rules', { type: list(textType), code: rules }],
        ['matched', { type: booleanType, code: (outcome: string) => `(${outcome}.hits.length > 0)` }],
      ]),
      warnings: () => tableWarnings(table, analyseDecisionTable(table)),
      call(printer) {
        if (table.document.rules.some(({ id }) => id !== undefined)) ids = printer.define('rule_ids', ruleIds(table));
        return call(printer, 'table', printDecisionTable(table), table.names);
      },
      note: (outcome) => `hits: ${outcome}.hits, rules: ${rules(outcome)}, result: R.toJson(${outcome}.value)`,
      violates: true,
    },
  };
}

const ruleIds = ({ document, rules }: CheckedDecisionTable): string => `{ ${document.rules.flatMap(({ id }, index) => (id === undefined ? [] : [`${index}: ${JSON.stringify(rules[index]!.name)}`])).join(', ')} }`;

function readScorecard(document: unknown, scope: FeelScope, fields: Fields): Result<RuleContent, Fault[]> {
  const checked = checkScorecard(document, { scope, ...(fields ? { fields } : {}) });
  if (!checked.ok) return checked;
  const card = checked.value;
  const names = card.characteristics.map(({ name }) => name);
  return {
    ok: true,
    value: {
      names: card.names,
      facts: [],
      results: new Map<string, { type: FeelType; code(outcome: string): string }>([
        ['score', { type: { kind: 'number' }, code: (outcome) => `${outcome}.score` }],
        ['band', { type: textType, code: (outcome) => `${outcome}.band` }],
        ['reasons', { type: list(textType), code: (outcome) => `${outcome}.reasons` }],
        ['points', { type: { kind: 'context', fields: Object.fromEntries(names.map((name) => [name, { kind: 'number' } as const])) }, code: (outcome) => `R.pointsByName(${JSON.stringify(names)}, ${outcome}.points)` }],
      ]),
      warnings: () => scorecardWarnings(card),
      call: (printer) => call(printer, 'scorecard', printScorecard(card), card.names),
      note: (outcome) => `hits: R.binPlaces(${outcome}.bins, ${JSON.stringify(card.characteristics.map(({ bins }) => bins.length))}), score: ${outcome}.score, band: ${outcome}.band, reasons: ${outcome}.reasons, points: R.pointsByName(${JSON.stringify(names)}, ${outcome}.points)`,
      violates: true,
    },
  };
}

function readTree(document: unknown, scope: FeelScope, fields: Fields): Result<RuleContent, Fault[]> {
  const tableScope = { scope, ...(fields ? { fields } : {}) };
  const checked = checkDecisionTree(document, tableScope);
  if (!checked.ok) return checked;
  const tree = checked.value;
  return {
    ok: true,
    value: {
      names: tree.names,
      facts: [],
      results: new Map([
        ['result', { type: tree.type, code: (outcome: string) => `${outcome}.value` }],
        ['leaf', { type: textType, code: (outcome: string) => `${outcome}.label` }],
      ]),
      warnings: () => treeWarnings(tree, tableScope),
      call: (printer) => call(printer, 'tree', printDecisionTree(tree), tree.names),
      note: (outcome) => `hits: [${outcome}.leaf], leaf: ${outcome}.label, result: R.toJson(${outcome}.value)`,
      violates: false,
    },
  };
}
