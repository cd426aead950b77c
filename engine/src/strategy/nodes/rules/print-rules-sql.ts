import type { Fault, Result } from '@arbiter/contracts';
import { checkDecisionTable } from '../../../decision-table/check-decision-table.js';
import { printDecisionTableSql, type SqlPlace } from '../../../decision-table/print-decision-table-sql.js';
import { checkDecisionTree } from '../../../decision-tree/check-decision-tree.js';
import { printDecisionTreeSql } from '../../../decision-tree/print-decision-tree-sql.js';
import { checkFeel, childrenOf, parseFeel, printFeelSql, sqlText, type FeelNode } from '../../../feel/index.js';
import type { FeelScope, FeelType } from '../../../feel/feel-type.js';
import { checkScorecard } from '../../../scorecard/check-scorecard.js';
import { printScorecardSql } from '../../../scorecard/print-scorecard-sql.js';
import type { SqlNodePrinter } from '../../sql-node-printer.js';
import { ruleSetSql, type Outcome } from './rule-set-sql.js';
import { documentOf } from './rules-document.js';
import type { RuleContentKind, RulesSettings } from './rules-settings.js';


const text: FeelType = { kind: 'string' };
const texts: FeelType = { kind: 'list', items: text };

/** Rule sets, decision tables, scorecards and trees as columns. What has no exact equal in SQL is refused. */
export function printRulesSql(settings: RulesSettings, printer: SqlNodePrinter): void {
  const { kind, document } = documentOf(settings, printer.dependencies)!;
  const place: SqlPlace = { read: (name) => printer.read(name), column: (sql) => printer.column(sql) };
  const outcome = kind === 'rule-set' ? ruleSetSql(document, settings, printer) : outcomeOf(kind, document, printer.scope, place);
  if (!outcome.ok) printer.refuse(outcome.error[0]!.message);
  const { values, violations } = outcome.value;
  if (settings.violation !== 'null') for (const { when, code, message } of violations) printer.fail(when, code, message);
  for (const { name, value } of settings.results) {
    const { sql, type } = expressionSql(value, values, printer);
    printer.assign(name, sql, type);
  }
  if (settings.reasons !== undefined) addReasons(settings.reasons, values, printer);
  printer.leave([{ port: 'next' }]);
}

function outcomeOf(kind: Exclude<RuleContentKind, 'rule-set'>, document: unknown, scope: FeelScope, place: SqlPlace): Result<Outcome, Fault[]> {
  switch (kind) {
    case 'decision-table': {
      const checked = checkDecisionTable(document, { scope });
      if (!checked.ok) return checked;
      const printed = printDecisionTableSql(checked.value, place);
      if (!printed.ok) return printed;
      const { outputs, hits, violations } = printed.value;
      const names = `[${checked.value.rules.map(({ name }) => sqlText(name)).join(', ')}]`;
      return { ok: true, value: { values: new Map([...resultsOf(outputs), ['rules', { type: texts, sql: checked.value.rules.length === 0 ? "CAST([], 'Array(String)')" : `arrayMap(rule -> ${names}[rule], ${hits})` }], ['matched', { type: { kind: 'boolean' }, sql: `toBool(notEmpty(${hits}))` }]]), violations } };
    }
    case 'scorecard': {
      const checked = checkScorecard(document, { scope });
      if (!checked.ok) return checked;
      const printed = printScorecardSql(checked.value, place);
      if (!printed.ok) return printed;
      const { score, band, reasons, points, violations } = printed.value;
      const number: FeelType = { kind: 'number' };
      return { ok: true, value: { values: new Map([['score', { type: number, sql: score }], ['band', { type: text, sql: band }], ['reasons', { type: texts, sql: reasons }], ...checked.value.characteristics.map(({ name }, index): [string, { type: FeelType; sql: string }] => [`points.${name}`, { type: number, sql: points[index]! }])]), violations } };
    }
    case 'decision-tree': {
      const checked = checkDecisionTree(document, { scope });
      if (!checked.ok) return checked;
      const printed = printDecisionTreeSql(checked.value, place);
      if (!printed.ok) return printed;
      return { ok: true, value: { values: new Map([...resultsOf(printed.value.outputs), ['leaf', { type: text, sql: printed.value.label }]]), violations: [] } };
    }
  }
}

const resultsOf = (outputs: readonly { name: string; sql: string; type: FeelType }[]): [string, { type: FeelType; sql: string }][] =>
  outputs.map(({ name, sql, type }) => [outputs.length === 1 ? 'result' : `result.${name}`, { sql, type }]);

/** Puts a name in the place of each path into the outcome (`result.limit`), since there are no objects in columns. */
function expressionSql(source: string, values: Outcome['values'], printer: SqlNodePrinter): { sql: string; type: FeelType } {
  const parsed = parseFeel(source, { names: printer.scope.keys() });
  if (!parsed.ok) return printer.refuse(parsed.error[0]!.message);
  const names = new Map<string, { type: FeelType; sql: string }>();
  const cuts: { start: number; end: number; name: string }[] = [];
  const walk = (node: FeelNode): void => {
    const key = node.kind === 'path' && node.value.kind === 'name' ? `${node.value.name}.${node.name}` : isCountOfEvents(node) ? 'count(events)' : '';
    const found = values.get(key);
    if (found) {
      const name = `outcome_${names.size + 1}`;
      names.set(name, found);
      cuts.push({ start: node.start, end: node.end, name });
    } else childrenOf(node).forEach(walk);
  };
  walk(parsed.value);
  let renamed = source;
  for (const { start, end, name } of cuts.sort((a, b) => b.start - a.start)) renamed = `${renamed.slice(0, start)}${name}${renamed.slice(end)}`;
  for (const [name, value] of values) if (!name.includes('.')) names.set(name, value);
  const scope = new Map([...printer.scope, ...[...names].map(([name, { type }]) => [name, type] as const)]);
  const checked = checkFeel(renamed, { scope, strict: true });
  if (!checked.ok) return printer.refuse(`${checked.error[0]!.message} (in "${source.slice(0, 200)}")`);
  const printed = printFeelSql(checked.value, { read: (name) => names.get(name)?.sql ?? printer.read(name) });
  return printed.ok ? { sql: printed.value, type: checked.value.type } : printer.refuse(`${printed.error[0]!.message} (in "${source.slice(0, 200)}")`);
}

/** Events are objects, which no column holds; how many there are is known. */
const isCountOfEvents = (node: FeelNode): boolean => node.kind === 'call' && node.callee.kind === 'name' && node.callee.name === 'count' && node.arguments.length === 1 && node.arguments[0]!.kind === 'name' && node.arguments[0]!.name === 'events';

/** A text, or a list of texts. */
function addReasons(source: string, values: Outcome['values'], printer: SqlNodePrinter): void {
  const { sql, type } = expressionSql(source, values, printer);
  if (type.kind === 'string' || type.kind === 'null') printer.reason(sql);
  else printer.reasons(sql);
}
