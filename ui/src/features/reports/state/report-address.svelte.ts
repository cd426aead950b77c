import type { ReportSection } from '@arbiter/contracts/report-model';
import { router } from '$lib/router/router.svelte.js';
import { pageQuery, parseReportState, reportQuery, toggled, type ReportState } from './report-state.js';

/** The state of the open report, read from the address and changed by writing the address; back and forward undo and redo. */
export class ReportAddress {
  readonly campaignId: string;
  readonly state = $derived(parseReportState(router.query));
  readonly query = $derived(reportQuery(this.state));

  /** Names of the address's query that are the page's own and stay when the report's state changes. */
  readonly #kept: readonly string[];
  /** Whether the report has files and SQL of its own. */
  readonly hasFiles: boolean;

  constructor(campaignId: string, { kept = [], hasFiles = true }: { kept?: readonly string[]; hasFiles?: boolean } = {}) {
    this.campaignId = campaignId;
    this.#kept = kept;
    this.hasFiles = hasFiles;
  }

  /** Address of this page in another state. */
  link(changes: Partial<ReportState>): string {
    const search = new URLSearchParams(pageQuery({ ...this.state, ...changes }));
    for (const name of this.#kept) {
      const value = router.query.get(name);
      if (value !== null) search.set(name, value);
    }
    const text = search.toString();
    return router.path + (text ? `?${text}` : '');
  }

  change(changes: Partial<ReportState>): void {
    router.go(this.link(changes), { keepScroll: true });
  }

  toggleFilter(dimension: string, value: string): void {
    this.change({ filters: toggled(this.state.filters, `${dimension}:${value}`) });
  }

  toggleTable(chart: string): void {
    this.change({ tables: toggled(this.state.tables, chart) });
  }

  /** What is asked for the SQL of a part as it is cut and filtered now. */
  sqlQuery(of: ReportSection): string {
    return reportQuery(this.state, { of });
  }

  /** Address of a file with the numbers as they are cut and filtered now. */
  csv(part: CsvPart): string {
    return `/v1/campaigns/${encodeURIComponent(this.campaignId)}/report.csv${reportQuery(this.state, { part })}`;
  }
}

export type CsvPart = 'metrics' | 'cumulative' | 'channels' | 'limits' | 'health';
