import type { ReportTable, TableRequest } from '@arbiter/contracts/reporting/index';
import type { ViewInput } from '@arbiter/reports/views/view';
import { periodDays } from '@arbiter/reports/explore/period-days';
import { Compile, type Validator } from 'typebox/compile';
import { Value } from 'typebox/value';
import type { Container } from '../../container.js';
import { ProblemError } from '../../http/problem-error.js';
import { viewReaders, type ViewReader } from '../board-views/api.js';
import { todayIn } from './today-in.js';

type ViewSource = Extract<TableRequest['source'], { kind: 'view' }>;

const checks = new WeakMap<ViewReader, Validator>();

export function viewReaderOf(id: string): ViewReader {
  const reader = viewReaders.get(id);
  if (reader) return reader;
  const message = `There is no view ${JSON.stringify(id)}: GET /v1/report-views lists those there are`;
  throw new ProblemError('validation-failed', message, { faults: [{ path: '/source/view', code: 'unknown-view', message }] });
}

/** The view's own parameters with defaults for those left out. Throws validation-failed with each fault at its path. */
export function viewParams(reader: ViewReader, given: Record<string, unknown> | undefined): Record<string, unknown> {
  const { id, params: schema } = reader.definition;
  let check = checks.get(reader);
  if (!check) checks.set(reader, (check = Compile(schema)));
  const params: unknown = Value.Default(schema, structuredClone(given ?? {}));
  if (check.Check(params)) return params as Record<string, unknown>;
  const faults = [...check.Errors(params)].map(({ instancePath, message }) => ({ path: `/source/params${instancePath}`, code: 'wrong-parameter', message: `${instancePath || 'The parameters'} of the view ${id}: ${message}` }));
  throw new ProblemError('validation-failed', faults[0]?.message ?? `The parameters of the view ${id} do not fit`, { faults });
}

export function viewInput(reader: ViewReader, source: ViewSource, request: TableRequest, now: Date): { input: ViewInput; left: string[] } {
  const today = todayIn(undefined, now);
  const { filters: understood } = reader.definition;
  const filters = request.filters ?? [];
  const understands = (dimension: string): boolean => understood.includes(dimension) || (dimension.startsWith('customer.') && understood.includes('customer.*'));
  const known = filters.filter(({ dimension }) => understands(dimension));
  const left = [...new Set(filters.filter(({ dimension }) => !understands(dimension)).map(({ dimension }) => dimension))];
  return { input: { period: periodDays(request.period, today), filters: known, params: viewParams(reader, source.params), today }, left };
}

/** The answer of a view of a board. Filters that it does not understand do not reach it, and a note says so. */
export async function answerView(container: Container, source: ViewSource, request: TableRequest, rowLimit: number, signal: AbortSignal | undefined): Promise<Omit<ReportTable, 'asOf' | 'tookMs'>> {
  const reader = viewReaderOf(source.view);
  const { input, left } = viewInput(reader, source, request, container.now());
  const table = await reader.read(container, input, signal);
  const notes = left.length === 0 ? [] : [{ ru: `Не применены отборы, которых эта картина не знает: ${left.join(', ')}`, en: `Filters that this view does not know were not applied: ${left.join(', ')}` }];
  const rows = table.rows.slice(0, rowLimit);
  return { ...table, rows, rowsOmitted: table.rows.length - rows.length, unknown: table.unknown.filter(({ row }) => row < rows.length), notes: [...table.notes, ...notes] };
}
