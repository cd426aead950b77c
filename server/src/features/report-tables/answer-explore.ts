import type { ReportTable, TableRequest } from '@arbiter/contracts/reporting/index';
import { compileExplore, type CompiledExplore, type ExploreAsked } from '@arbiter/reports/explore/compile-explore';
import type { CodeTitles, ExploreDataset } from '@arbiter/reports/explore/explore-dataset';
import { exploreDatasets } from '@arbiter/reports/explore/explore-datasets';
import { exploreTable } from '@arbiter/reports/explore/explore-table';
import { comparedSpan, periodDays } from '@arbiter/reports/explore/period-days';
import type { Container } from '../../container.js';
import { ProblemError } from '../../http/problem-error.js';
import type { QueryOptions } from '../../ports/analytics.js';
import { listAttributes } from '../datasets/api.js';
import { approvedPlans } from './approved-plans.js';
import { campaignShift } from './campaign-shift.js';
import { readCodeTitles } from './code-titles.js';
import { todayIn } from './today-in.js';

type ExploreSource = Extract<TableRequest['source'], { kind: 'explore' }>;

/** Large intermediate results go to disk instead of failing at the store's memory limit; dates before 1970 keep their values. */
export const exploreSettings = { max_bytes_before_external_group_by: 1.5 * 2 ** 30, max_bytes_before_external_sort: 1.5 * 2 ** 30, enable_extended_results_for_datetime_functions: 1, cancel_http_readonly_queries_on_client_close: 1 };

export interface ExploreQuestion {
  dataset: ExploreDataset;
  asked: ExploreAsked;
  titles: CodeTitles;
}

/** A question with all that compiling it needs to know. Throws validation-failed. */
export async function exploreQuestion({ repository, now }: Pick<Container, 'repository' | 'now'>, { query }: ExploreSource, request: TableRequest, rowLimit: number): Promise<ExploreQuestion> {
  const [attributes, titles] = await Promise.all([listAttributes(repository), readCodeTitles(repository)]);
  const datasets = exploreDatasets(attributes);
  const dataset = datasets.get(query.dataset);
  if (!dataset) throw unknownDataset(query.dataset, [...datasets.keys()]);
  const today = todayIn(query.timeZone, now());
  const span = periodDays(request.period, today);
  const filters = request.filters ?? [];
  const compared: ExploreAsked['compared'] = request.compare?.kind === 'campaign' ? await campaignShift(repository, request.compare.campaignId, [...(query.filters ?? []), ...filters], span) : comparedSpan(request.compare, span);
  const values = { today, ...(dataset.id === 'plan' ? await approvedPlans(repository) : {}) };
  return { dataset, titles, asked: { query, filters, span, compared, rowLimit, values } };
}

/** Throws validation-failed with each fault at its path in the request. */
export function compiledQuestion({ dataset, asked, titles }: ExploreQuestion): CompiledExplore {
  const compiled = compileExplore(dataset, asked, titles);
  if (compiled.ok) return compiled.value;
  const faults = compiled.error.map((fault) => ({ ...fault, path: fault.path.startsWith('/../../') ? fault.path.slice('/../..'.length) : `/source/query${fault.path}` }));
  throw new ProblemError('validation-failed', faults[0]?.message ?? 'The question cannot be asked', { faults });
}

/** The answer to a question to a dataset. Throws validation-failed with each fault at its path. */
export async function answerExplore(container: Pick<Container, 'repository' | 'analytics' | 'now'>, source: ExploreSource, request: TableRequest, rowLimit: number, options: QueryOptions): Promise<Omit<ReportTable, 'asOf' | 'tookMs'>> {
  const compiled = compiledQuestion(await exploreQuestion(container, source, request, rowLimit));
  const rows = await container.analytics.query<Record<string, unknown>>(compiled.sql, compiled.params, { ...options, settings: { ...exploreSettings, ...options.settings } });
  return exploreTable(compiled, rows);
}

export function unknownDataset(id: string, known: readonly string[]): ProblemError {
  const message = `There is no dataset ${JSON.stringify(id)}: take one of ${known.join(', ')} (GET /v1/report-datasets)`;
  return new ProblemError('validation-failed', message, { faults: [{ path: '/source/query/dataset', code: 'unknown-dataset', message }] });
}
