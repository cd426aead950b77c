import type { ReportFilter } from '@arbiter/contracts/reporting/index';
import { customerDimensions } from '@arbiter/reports/explore/customer-dimensions';
import { filterSql, type DimensionSql } from '@arbiter/reports/explore/filter-sql';
import { addDays } from '@arbiter/reports/explore/period-days';
import type { SqlView, ViewCampaign, ViewRow, ViewScope } from '@arbiter/reports/views/sql-view';
import type { ViewInput, ViewTable } from '@arbiter/reports/views/view';
import type { Container } from '../../container.js';
import { ProblemError } from '../../http/problem-error.js';
import { listAttributes } from '../datasets/api.js';
import { readCampaigns, readQuotas, readVerdicts } from './campaign/read-campaigns.js';
import { receivablesAsOf } from './collections/receivables.js';
import type { ViewBar, ViewCustomers, ViewReader } from './view-reader.js';

/** Large intermediate results go to disk instead of failing at the store's memory limit. */
const settings = { max_bytes_before_external_group_by: 1.5 * 2 ** 30, max_bytes_before_external_sort: 1.5 * 2 ** 30 };

/** Filters that choose customers by a campaign: those assigned in it, and to these arms. */
const cohort: ReadonlyMap<string, DimensionSql> = new Map([
  ['campaign', { sql: 'campaign_id', type: 'text' }],
  ['arm', { sql: 'arm', type: 'text' }],
]);

/** A view whose numbers come from questions to the analytical store. */
export function sqlViewReader(view: SqlView): ViewReader {
  return {
    definition: view.definition,
    read: (container, input, signal) => readSqlView(view, container, input, signal),
    ...(view.customers ? { customers: (container, input, bar, signal) => readViewCustomers(view, container, input, bar, signal) } : {}),
  };
}

async function readSqlView(view: SqlView, container: Container, input: ViewInput, signal: AbortSignal | undefined): Promise<ViewTable> {
  const { scope, notes } = await scopeOf(view, container, input, signal);
  const answers: Record<string, ViewRow[]> = {};
  const asked = Object.entries(view.questions(scope));
  for (const [name, { sql, params }] of asked) answers[name] = await container.analytics.query<ViewRow>(sql, params, { settings, ...(signal ? { signal } : {}) });
  const table = view.table(answers, scope);
  return { ...table, notes: [...notes, ...table.notes], queries: asked.map(([, query]) => query) };
}

/** The customers behind a bar: its values narrow the filters, its month narrows the period. */
async function readViewCustomers(view: SqlView, container: Container, input: ViewInput, { where, measure, limit, offset }: ViewBar, signal: AbortSignal | undefined): Promise<ViewCustomers> {
  const { scope } = await scopeOf(view, container, narrowedTo(view, input, where), signal);
  const question = view.customers?.(scope, measure);
  if (!question) throw new ProblemError('validation-failed', `The view ${view.definition.id} cannot tell which customers stand behind its numbers: ask a dataset in Explore`);
  const asked = { sql: `SELECT customer_id, value, toFloat64(count() OVER ()) AS total FROM (\n${question.sql}\n) ORDER BY value DESC, customer_id LIMIT {row_limit:UInt32} OFFSET {row_offset:UInt32}`, params: { ...question.params, row_limit: limit, row_offset: offset } };
  const rows = await container.analytics.query<{ customer_id: string; value: number; total: number }>(asked.sql, asked.params, { settings, ...(signal ? { signal } : {}) });
  return { total: rows[0]?.total ?? 0, measure: question.measure, rows: rows.map(({ customer_id: customerId, value }) => ({ customerId, value })), queries: [asked] };
}

/** @throws ProblemError validation-failed where the view does not know a dimension of the bar: a list of other customers would be wrong */
function narrowedTo(view: SqlView, input: ViewInput, where: readonly ReportFilter[]): ViewInput {
  const period = { from: input.period?.from ?? '1970-01-01', before: input.period?.before ?? addDays(input.today, 1) };
  const filters = [...input.filters];
  for (const filter of where) {
    const [value = ''] = filter.values;
    if (filter.dimension === 'month' && filter.op === 'at-least') period.from = value > period.from ? value : period.from;
    else if (filter.dimension === 'month' && filter.op === 'below') period.before = value < period.before ? value : period.before;
    else if (view.definition.filters.includes(filter.dimension) || filter.dimension.startsWith('customer.')) filters.push(filter);
    else throw new ProblemError('validation-failed', `The view ${view.definition.id} cannot tell the customers of one ${filter.dimension}: filter by another dimension`);
  }
  return { ...input, filters, period };
}

async function scopeOf(view: SqlView, container: Container, input: ViewInput, signal: AbortSignal | undefined): Promise<{ scope: ViewScope; notes: ViewTable['notes'] }> {
  const { repository } = container;
  const [attributes, channels, actions, campaigns] = await Promise.all([
    listAttributes(repository),
    repository.selectFrom('channels').select(['id', 'title']).execute(),
    repository.selectFrom('actions').select(['id', 'title']).execute(),
    repository.selectFrom('campaigns').select(['id', 'draft', 'facts']).orderBy('created_at', 'desc').limit(1000).execute(),
  ]);
  const known = new Map<string, DimensionSql>(customerDimensions(attributes).map((dimension) => [dimension.id, dimension]));
  const own = view.facts ?? new Map<string, DimensionSql>();
  const chosen = { facts: input.filters.filter(({ dimension }) => own.has(dimension)), cohort: input.filters.filter(({ dimension }) => !own.has(dimension) && cohort.has(dimension)) };
  const rest = input.filters.filter(({ dimension }) => !own.has(dimension) && !cohort.has(dimension));
  const customers = filterSql(rest, known, 'customer');
  const assigned = filterSql(chosen.cohort, cohort, 'cohort');
  const facts = filterSql(chosen.facts, own, 'fact');
  const faults = [...customers.faults, ...assigned.faults, ...facts.faults];
  if (faults.length > 0) throw new ProblemError('validation-failed', faults.map(({ message }) => message).join('; '), { faults });
  const notes: ViewTable['notes'] = [];
  if (customers.unknown.length > 0) notes.push({ ru: `Отборы, которых эти данные не знают, не применены: ${customers.unknown.join(', ')}`, en: `Filters that these data do not know were not applied: ${customers.unknown.join(', ')}` });
  const conditions = [
    ...(customers.where === '1' ? [] : [`customer_id IN (SELECT customer_id FROM customers AS c FINAL WHERE ${customers.where})`]),
    ...(assigned.where === '1' ? [] : [`customer_id IN (SELECT customer_id FROM assignments FINAL WHERE ${assigned.where})`]),
  ];
  const built = view.receivables ? await receivablesAsOf(container, input.today, signal) : null;
  if (built) notes.push(...built.notes);
  const titles = {
    ...Object.fromEntries(attributes.flatMap(({ name, valueTitles }) => (valueTitles ? [[name, valueTitles]] : []))),
    channel: Object.fromEntries(channels.map(({ id, title }) => [id, title])),
    action: Object.fromEntries(actions.map(({ id, title }) => [id, title])),
    campaign: Object.fromEntries(campaigns.map(({ id, draft }) => [id, { ru: draft.name, en: draft.name }])),
  };
  const needs = new Set(view.needs ?? []);
  const wished = needs.has('campaigns') || needs.has('verdicts') ? await readCampaigns(repository, input.filters) : undefined;
  const verdicts = needs.has('verdicts') && wished ? await readVerdicts(container, wished, signal) : undefined;
  return {
    notes,
    scope: {
      ...(wished ? { campaigns: wished } : {}), ...(verdicts ? { verdicts } : {}), ...(needs.has('quotas') ? { quotas: await readQuotas(repository) } : {}),
      input, params: input.params, titles,
      asOf: built?.asOf ?? input.today,
      from: input.period?.from ?? '1970-01-01',
      before: input.period?.before ?? addDays(input.today, 1),
      customers: { where: conditions.join(' AND ') || '1', params: { ...customers.params, ...assigned.params } },
      facts: { where: facts.where, params: facts.params },
      hasLifecycleStage: attributes.some(({ name, type }) => name === 'lifecycle_stage' && type === 'text'),
      campaign: chosenCampaign(input, campaigns),
    },
  };
}

/** The campaign, where the board is filtered by exactly one. */
function chosenCampaign({ filters }: ViewInput, campaigns: readonly { id: string; draft: { name: string }; facts: ViewCampaign['facts'] }[]): ViewCampaign | null {
  const filter = filters.find(({ dimension, op, values }) => dimension === 'campaign' && op === 'in' && values.length === 1);
  const found = filter && campaigns.find(({ id }) => id === filter.values[0]);
  return found ? { id: found.id, name: found.draft.name, facts: found.facts } : null;
}
