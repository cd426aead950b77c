import type { ReportColumn, ReportTable, TableRequest } from '@arbiter/contracts/reporting/index';
import { readSqlStatement } from '@arbiter/engine/strategy/nodes/sql/sql-statement';
import { cellOf } from '@arbiter/reports/explore/explore-table';
import { periodDays } from '@arbiter/reports/explore/period-days';
import type { Container } from '../../container.js';
import { ProblemError } from '../../http/problem-error.js';
import { SqlGateError } from '../../ports/sql-gate.js';
import { sqlColumns } from './sql-columns.js';
import { todayIn } from './today-in.js';

type SqlSource = Extract<TableRequest['source'], { kind: 'sql' }>;
type Parameters = SqlSource['parameters'];

/** Bounds of "all time" that every type of dates can hold. */
const always = { from: '1970-01-01', before: '2149-06-06' };

/**
 * What a statement gets besides its own parameters, where it names them: `from` and `before` of the board's period, and `filter_<dimension>` with the
 * chosen values of a filter (an empty list where nothing is chosen; dots of the dimension as underscores).
 */
export function boardParameters(source: SqlSource, request: TableRequest, today: string): { parameters: Parameters; left: string[]; usesPeriod: boolean } {
  const read = readSqlStatement(source.statement, 'clickhouse');
  const named = new Set(read.ok ? read.value.parameters : []);
  const parameters: Parameters = { ...source.parameters };
  const span = periodDays(request.period, today) ?? always;
  for (const [name, value] of Object.entries(span)) if (named.has(name) && !Object.hasOwn(parameters, name)) parameters[name] = { type: 'date', value };
  const left: string[] = [];
  const chosen = new Map((request.filters ?? []).map((filter) => [`filter_${filter.dimension.replaceAll('.', '_')}`, filter]));
  for (const [name, { dimension, op }] of chosen) if (!named.has(name) || op !== 'in') left.push(dimension);
  for (const name of named) {
    if (!name.startsWith('filter_') || Object.hasOwn(parameters, name)) continue;
    const filter = chosen.get(name);
    parameters[name] = { type: 'text[]', value: filter?.op === 'in' ? filter.values : [] };
  }
  return { parameters, left, usesPeriod: named.has('from') || named.has('before') };
}

/** The answer of a statement of the reader's own, through the gate. Throws check-failed with the reason where the gate refuses it. */
export async function answerSql({ sqlGate, config, now }: Pick<Container, 'sqlGate' | 'config' | 'now'>, source: SqlSource, request: TableRequest, rowLimit: number, signal: AbortSignal | undefined): Promise<Omit<ReportTable, 'asOf' | 'tookMs'>> {
  const { parameters, left, usesPeriod } = boardParameters(source, request, todayIn(undefined, now()));
  const answer = await sqlGate.run({ statement: source.statement, parameters, rowLimit, timeoutMs: config.sqlLimits.timeoutMs }, signal).catch((error: unknown) => {
    if (!(error instanceof SqlGateError)) throw error;
    if (error.code === 'source-failed') throw new ProblemError('unavailable', error.message, { cause: error });
    throw new ProblemError('check-failed', error.message, { faults: [{ path: '/source/statement', code: error.code, message: error.message }], cause: error });
  });
  const columns = sqlColumns(answer.columns);
  const names = answer.columns.map(({ name }) => name);
  const rows = answer.rows.map((row) => columns.map((column: ReportColumn, index) => cellOf(column, textOf(row[names[index] ?? '']))));
  const notes = [
    ...(left.length > 0 ? [{ ru: `Отборы не применены: ${left.join(', ')}. Запрос должен назвать параметр {filter_…:Array(String)}`, en: `Filters were not applied: ${left.join(', ')}. The statement must name the parameter {filter_…:Array(String)}` }] : []),
    ...(request.period !== undefined && request.period.kind !== 'all' && !usesPeriod ? [{ ru: 'Период не применён: запрос не называет параметров {from:Date} и {before:Date}', en: 'The period was not applied: the statement does not name the parameters {from:Date} and {before:Date}' }] : []),
    ...(request.compare ? [{ ru: 'Сравнение к запросам SQL не применяется', en: 'Comparison does not apply to SQL statements' }] : []),
  ];
  const params = Object.fromEntries(Object.entries(parameters).map(([name, { value }]) => [name, value]));
  return { columns, rows, rowsOmitted: 0, unknown: [], notes, queries: [{ sql: source.statement, params }] };
}

/** Lists, maps and tuples are shown as JSON. */
const textOf = (value: unknown) => (typeof value === 'object' && value !== null ? JSON.stringify(value) : value);
