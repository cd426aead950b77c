import type { ReportCompare, ReportTable, TableRequest } from '@arbiter/contracts/reporting/index';
import { comparedTable } from '@arbiter/reports/views/compared-table';
import type { ViewInput, ViewTable } from '@arbiter/reports/views/view';
import { comparedSpan, type DaySpan, periodDays, type SpanShift } from '@arbiter/reports/explore/period-days';
import { Compile, type Validator } from 'typebox/compile';
import { Value } from 'typebox/value';
import type { Container } from '../../container.js';
import { ProblemError } from '../../http/problem-error.js';
import { viewReaders, type ViewReader } from '../board-views/api.js';
import { campaignShift } from './campaign-shift.js';
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

const notCompared = { ru: 'Сравнение не применено: эти числа не с чем сравнить', en: 'The comparison was not applied: these numbers have nothing to be held against' };

/** The view once more, of the other period or campaign, beside its present numbers; a note where that cannot be. */
async function heldAgainst(container: Container, reader: ViewReader, input: ViewInput, compare: ReportCompare, present: ViewTable, signal: AbortSignal | undefined): Promise<ViewTable> {
  const none = { ...present, notes: [...present.notes, notCompared] };
  let [period, filters, shift]: [DaySpan | null, ViewInput['filters'], SpanShift | null] = [input.period, input.filters, null];
  if (compare.kind === 'campaign') {
    if (!reader.definition.filters.includes('campaign')) return none;
    const other = await campaignShift(container.repository, compare.campaignId, input.filters, input.period);
    filters = [...input.filters.filter(({ dimension }) => dimension !== 'campaign'), { dimension: 'campaign', op: 'in', values: [compare.campaignId] }];
    ({ span: period, shift } = other);
  } else {
    const other = comparedSpan(compare, input.period);
    if (other === null) return none;
    ({ span: period, shift } = other);
  }
  const before = await reader.read(container, { ...input, period, filters }, signal);
  return comparedTable(present, before, shift) ?? none;
}

/** The answer of a view of a board. Filters that it does not understand do not reach it, and a note says so. */
export async function answerView(container: Container, source: ViewSource, request: TableRequest, rowLimit: number, signal: AbortSignal | undefined): Promise<Omit<ReportTable, 'asOf' | 'tookMs'>> {
  const reader = viewReaderOf(source.view);
  const { input, left } = viewInput(reader, source, request, container.now());
  const present = await reader.read(container, input, signal);
  const table = request.compare === undefined ? present : await heldAgainst(container, reader, input, request.compare, present, signal);
  const notes = left.length === 0 ? [] : [{ ru: `Не применены отборы, которых эта картина не знает: ${left.join(', ')}`, en: `Filters that this view does not know were not applied: ${left.join(', ')}` }];
  const rows = table.rows.slice(0, rowLimit);
  return { ...table, rows, rowsOmitted: table.rows.length - rows.length, unknown: table.unknown.filter(({ row }) => row < rows.length), notes: [...table.notes, ...notes] };
}
