import type { Fault, Result } from '@arbiter/contracts';
import type { SqlViolation } from '../../../decision-table/print-decision-table-sql.js';
import type { FeelType } from '../../../feel/feel-type.js';
import { sqlNumber, sqlText } from '../../../feel/index.js';
import { checkRuleSet } from '../../../rule-set/check-rule-set.js';
import { printRuleSetSql, type SqlFact } from '../../../rule-set/print-rule-set-sql.js';
import type { RuleSetTree } from '../../../rule-set/tree.js';
import type { SqlNodePrinter } from '../../sql-node-printer.js';
import type { RulesSettings } from './rules-settings.js';

/** What came out, by the name or the path that an expression reads (`score`, `result.limit`). */
export interface Outcome { values: Map<string, { type: FeelType; sql: string }>; violations: SqlViolation[] }

const texts: FeelType = { kind: 'list', items: { kind: 'string' } };

/** A rule set as columns: which rules hit by falling priority, the types of their events, and the params of the first event that are scalars. */
export function ruleSetSql(document: unknown, settings: RulesSettings, printer: SqlNodePrinter): Result<Outcome, Fault[]> {
  const checked = checkRuleSet(document);
  if (!checked.ok) return checked;
  const tree = checked.value;
  const given = new Map((settings.facts ?? []).map(({ name, value }) => [name, value]));
  const columns = new Map<string, SqlFact>();
  for (const name of tree.factNames) {
    const source = given.get(name);
    const type = source === undefined ? printer.scope.get(name)?.kind : printer.typeOf(source).kind;
    if (type !== 'number' && type !== 'string' && type !== 'boolean' && type !== 'date') printer.refuse(`the fact "${name}" is ${type ?? 'of no known type'}, which rule sets compare in JavaScript only`);
    columns.set(name, { sql: printer.column(source === undefined ? printer.read(name) : printer.expression(source)), type });
  }
  const printed = printRuleSetSql(tree, columns);
  if (!printed.ok) return printed;
  const matching = printed.value.map(({ sql }, place) => `(${place + 1}, ${printer.column(sql)})`);
  const found = matching.length === 0 ? "CAST([], 'Array(UInt32)')" : `arrayMap(one -> toUInt32(one.1), arrayFilter(one -> one.2 = 1, [${matching.join(', ')}]))`;
  const hits = printer.column(settings.mode === 'first' ? `arraySlice(${found}, 1, 1)` : found);
  const listed = (names: readonly string[]): string => (names.length === 0 ? "CAST([], 'Array(String)')" : `arrayMap(rule -> [${names.map(sqlText).join(', ')}][rule], ${hits})`);
  return {
    ok: true,
    value: {
      values: new Map<string, { type: FeelType; sql: string }>([
        ['rules', { type: texts, sql: listed(tree.rules.map(({ index, name }) => String(name ?? index + 1))) }],
        ['types', { type: texts, sql: listed(tree.rules.map(({ event }) => event.type)) }],
        ['matched', { type: { kind: 'boolean' }, sql: `toBool(notEmpty(${hits}))` }],
        ['count(events)', { type: { kind: 'number' }, sql: `toFloat64(length(${hits}))` }],
        ...params(tree, hits),
      ]),
      violations: [],
    },
  };
}

const columnTypes = { number: 'Nullable(Float64)', string: 'Nullable(String)', boolean: 'Nullable(Bool)' } as const;

/** Params of the first event, where they are literals of one type in every rule that gives them. */
function params(tree: RuleSetTree, hits: string): [string, { type: FeelType; sql: string }][] {
  const keys = new Set(tree.rules.flatMap(({ event }) => Object.keys(event.params ?? {})));
  return [...keys].flatMap((key): [string, { type: FeelType; sql: string }][] => {
    if (tree.rules.some(({ replacements }) => replacements.some((one) => one.key === key))) return [];
    const values = tree.rules.map(({ event }) => (event.params && Object.hasOwn(event.params, key) ? (event.params[key] ?? null) : null));
    const kinds = new Set(values.filter((value) => value !== null).map((value) => typeof value));
    const [kind] = kinds;
    if (kinds.size !== 1 || (kind !== 'number' && kind !== 'string' && kind !== 'boolean')) return [];
    const literal = (value: unknown): string => (typeof value === 'number' ? sqlNumber(value) : typeof value === 'string' ? sqlText(value) : String(value));
    const cases = values.flatMap((value, place) => (value === null ? [] : [`${hits}[1] = ${place + 1}, ${literal(value)}`]));
    return [[`params.${key}`, { type: { kind }, sql: `CAST(multiIf(${cases.join(', ')}, NULL) AS ${columnTypes[kind]})` }]];
  });
}
