import { type SectionGroup, sectionGroups } from '@arbiter/reports/report-sections/section-table';

/** Parts of the report's page. */
export type ReportTab = 'summary' | SectionGroup;

/** Everything that the reader chose on a report's page. All of it stands in the address, so that a link shows the same page. */
export interface ReportState {
  tab: ReportTab;
  /** Dimension of the cut, `none` for no cut, null for the campaign's own choice. */
  by: string | null;
  /** `dimension:value`, as the API takes them. */
  filters: readonly string[];
  /** Target arm that is compared with control; null is the first one. */
  arm: string | null;
  /** Metric of the bars and the forest plot; null is the page's choice. */
  metric: string | null;
  /** Metric of the effect over time; null is the primary one. */
  over: string | null;
  scale: Scale;
  /** Charts that are shown as tables. */
  tables: readonly string[];
}

/** Difference in the metric's unit, relative to control, or over the whole target arm. */
export const scales = ['absolute', 'relative', 'scaled'] as const;
export type Scale = (typeof scales)[number];

export function parseReportState(query: URLSearchParams): ReportState {
  return {
    tab: sectionGroups.find((group) => group === query.get('tab')) ?? 'summary',
    by: query.get('by'),
    filters: [...new Set(query.getAll('filter'))],
    arm: query.get('arm'),
    metric: query.get('metric'),
    over: query.get('over'),
    scale: scales.find((scale) => scale === query.get('scale')) ?? 'absolute',
    tables: [...new Set(query.getAll('table'))],
  };
}

/** What the API is asked for: the cut and the filters. Starts with `?` unless empty. */
export function reportQuery({ by, filters }: Pick<ReportState, 'by' | 'filters'>, more: Record<string, string> = {}): string {
  const search = new URLSearchParams();
  if (by !== null) search.set('by', by);
  for (const filter of filters) search.append('filter', filter);
  for (const [name, value] of Object.entries(more)) search.set(name, value);
  return written(search);
}

/** The page's own query. What is as it is by default is left out, so that a link stays short. */
export function pageQuery(state: ReportState): string {
  const search = new URLSearchParams(reportQuery(state));
  for (const name of ['arm', 'metric', 'over'] as const) {
    const value = state[name];
    if (value !== null) search.set(name, value);
  }
  if (state.tab !== 'summary') search.set('tab', state.tab);
  if (state.scale !== 'absolute') search.set('scale', state.scale);
  for (const table of state.tables) search.append('table', table);
  return written(search);
}

/** The list with the item, or without it if it was there. */
export function toggled(list: readonly string[], item: string): string[] {
  return list.includes(item) ? list.filter((other) => other !== item) : [...list, item];
}

function written(search: URLSearchParams): string {
  const text = search.toString();
  return text ? `?${text}` : '';
}
