import { type TableRequest, TableRequest as TableRequestSchema } from '@arbiter/contracts/reporting/board';
import type { ChartSpec } from '@arbiter/contracts/reporting/report-table';

/** A question with the way it is drawn; `chart` null lets the page choose. */
export interface ExploreState {
  request: TableRequest;
  chart: ChartSpec | null;
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
const isText = (value: unknown): value is string => typeof value === 'string';

/** Whether what a link brought has the shape of a question; what it names, the server checks. */
function isRequest(value: unknown): value is TableRequest {
  if (!isObject(value) || !isObject(value.source)) return false;
  const { source } = value;
  if (!Object.keys(value).every((key) => key in TableRequestSchema.properties)) return false;
  if (source.kind === 'sql') return isText(source.statement) && isObject(source.parameters);
  if (source.kind !== 'explore' || !isObject(source.query)) return false;
  const { query } = source;
  return isText(query.dataset) && Array.isArray(query.measures) && Array.isArray(query.dimensions) && query.dimensions.every((one) => isObject(one) && isText(one.id)) && (query.filters === undefined || Array.isArray(query.filters));
}

/** The state that an address carries; null where it carries none that can be read. */
export function readExplore(query: URLSearchParams): ExploreState | null {
  const text = query.get('q');
  if (text === null) return null;
  try {
    const value: unknown = JSON.parse(text);
    if (!isObject(value) || !isRequest(value.request)) return null;
    const { chart } = value;
    return { request: value.request, chart: isObject(chart) && isText(chart.type) ? (chart as ChartSpec) : null };
  } catch {
    return null;
  }
}

export function exploreAddress(request: TableRequest, chart: ChartSpec | null, saved?: string): string {
  const search = new URLSearchParams();
  if (saved !== undefined) search.set('saved', saved);
  search.set('q', JSON.stringify({ request, ...(chart ? { chart } : {}) }));
  return `/explore?${search.toString()}`;
}

/** Whether a question can be put: it has something to count, or a statement. */
export function isAskable({ source }: TableRequest): boolean {
  return source.kind === 'explore' ? source.query.dataset !== '' && source.query.measures.length > 0 : source.kind === 'sql' ? source.statement.trim() !== '' : true;
}
