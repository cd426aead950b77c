import type { DrillAnswer, DrillRequest, TableRequest } from '@arbiter/contracts/reporting/index';
import type { ExploreDataset } from '@arbiter/reports/explore/explore-dataset';
import { exploreTable } from '@arbiter/reports/explore/explore-table';
import type { Container } from '../../container.js';
import { ProblemError } from '../../http/problem-error.js';
import type { ViewCustomers } from '../board-views/api.js';
import { compiledQuestion, exploreQuestion, exploreSettings } from './answer-explore.js';
import { viewInput, viewReaderOf } from './answer-view.js';

type Source<Kind> = Extract<TableRequest['source'], { kind: Kind }>;

const mostRows = 101_000;
const usualLimit = 100;
const customerKey = 'customer_id';

/** Rows of the dataset by customer, those whom rows name. */
const byCustomer = (dataset: ExploreDataset): ExploreDataset => ({
  ...dataset,
  dimensions: [...dataset.dimensions, { id: customerKey, title: { ru: 'Клиент', en: 'Customer' }, type: 'text', sql: `f.${customerKey}` }],
});

async function exploreCustomers(container: Container, source: Source<'explore'>, { request, where, measure }: DrillRequest, limit: number, offset: number, signal: AbortSignal | undefined): Promise<ViewCustomers> {
  // A comparison is another set of customers: a bar is drilled into as it stands.
  const { compare: _, ...present } = request;
  const { dataset, asked, titles } = await exploreQuestion(container, source, present, mostRows);
  if (!dataset.customers) throw new ProblemError('validation-failed', `The rows of the dataset ${dataset.id} belong to no customers, so there is nobody to list`);
  const wishes = asked.query.measures.map((wish) => ({ wish, id: typeof wish === 'string' ? wish : `${wish.aggregate}.${wish.of}` }));
  const chosen = wishes.find(({ id }) => id === measure?.replace(/\.compared$/, '')) ?? wishes[0];
  const filters = [...(asked.query.filters ?? []), ...where, { dimension: customerKey, op: 'not-in' as const, values: [''] }];
  const { order: _order, limit: _limit, ...query } = asked.query;
  const compiled = compiledQuestion({ dataset: byCustomer(dataset), titles, asked: { ...asked, query: { ...query, measures: chosen ? [chosen.wish] : [], dimensions: [{ id: customerKey }], filters }, rowLimit: Math.min(mostRows, offset + limit) } });
  const found = await container.analytics.query<Record<string, unknown>>(compiled.sql, compiled.params, { settings: exploreSettings, ...(signal ? { signal } : {}) });
  const { rows, rowsOmitted, columns, queries } = exploreTable(compiled, found);
  const column = columns[1];
  if (!column) throw new ProblemError('validation-failed', 'The question has no measure: choose one');
  return { total: rows.length + rowsOmitted, measure: column, rows: rows.slice(offset).map(([id, value]) => ({ customerId: String(id), value: typeof value === 'number' ? value : null })), queries };
}

async function viewCustomers(container: Container, source: Source<'view'>, { request, where, measure }: DrillRequest, limit: number, offset: number, signal: AbortSignal | undefined): Promise<ViewCustomers> {
  const reader = viewReaderOf(source.view);
  if (!reader.customers) throw new ProblemError('validation-failed', `The view ${source.view} cannot tell which customers stand behind its numbers: ask a dataset in Explore`);
  const { input } = viewInput(reader, source, request, container.now());
  return reader.customers(container, input, { where, measure, limit, offset }, signal);
}

/**
 * The customers behind a bar, those with most of the measure first. Who asks must have been found to be allowed to see customers.
 * @throws ProblemError validation-failed where the question has no customers
 */
export async function readDrill(container: Container, drill: DrillRequest, signal?: AbortSignal): Promise<DrillAnswer> {
  const { limit = usualLimit, offset = 0, request: { source } } = drill;
  if (source.kind === 'sql') throw new ProblemError('validation-failed', 'A statement of SQL does not say which customers stand behind its numbers: ask a dataset, or select customer_id yourself');
  const asOf = container.now().toISOString();
  const { total, measure, rows, queries } = source.kind === 'explore' ? await exploreCustomers(container, source, drill, limit, offset, signal) : await viewCustomers(container, source, drill, limit, offset, signal);
  const known = new Map(
    rows.length === 0
      ? []
      : (await container.analytics.query<{ customer_id: string; name: string; segment: string; region: string; kind: string }>('SELECT customer_id, name, segment, region, kind FROM customers FINAL WHERE customer_id IN {ids:Array(String)}', { ids: rows.map(({ customerId }) => customerId) }, signal ? { signal } : {})).map((row) => [row.customer_id, row]),
  );
  const customers = rows.map(({ customerId, value }) => {
    const { name = '', segment = '', region = '', kind = '' } = known.get(customerId) ?? {};
    return { customerId, name, segment, region, kind, value };
  });
  return { total, measure, customers, queries, asOf };
}
