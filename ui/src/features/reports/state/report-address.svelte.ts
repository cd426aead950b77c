import { router } from '$lib/router/router.svelte.js';
import { pageQuery, parseReportState, reportQuery, toggled, type ReportState } from './report-state.js';

/** The state of the open report, read from the address and changed by writing the address; back and forward undo and redo. */
export class ReportAddress {
  readonly campaignId: string;
  readonly state = $derived(parseReportState(router.query));
  readonly query = $derived(reportQuery(this.state));

  constructor(campaignId: string) {
    this.campaignId = campaignId;
  }

  change(changes: Partial<ReportState>): void {
    router.go(router.path + pageQuery({ ...this.state, ...changes }), { keepScroll: true });
  }

  toggleFilter(dimension: string, value: string): void {
    this.change({ filters: toggled(this.state.filters, `${dimension}:${value}`) });
  }

  toggleTable(chart: string): void {
    this.change({ tables: toggled(this.state.tables, chart) });
  }

  /** Address of a file with the numbers as they are cut and filtered now. */
  csv(part: CsvPart): string {
    return `/v1/campaigns/${encodeURIComponent(this.campaignId)}/report.csv${reportQuery(this.state, { part })}`;
  }
}

export type CsvPart = 'metrics' | 'cumulative' | 'channels' | 'limits' | 'health';
