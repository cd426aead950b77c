import type { ReportCompare, ReportPeriod } from '@arbiter/contracts/reporting/explore';
import { addDays } from '@arbiter/reports/explore/period-days';
import { format } from '$lib/format/format.svelte.js';
import { t } from '$lib/i18n/i18n.svelte.js';

/** "Last 30 days", "1 Oct 2026 – 31 Oct 2026", "All time". */
export function periodWords(period: ReportPeriod): string {
  if (period.kind === 'all') return t('boards.allTime');
  if (period.kind === 'last') return t(`boards.last-${period.unit}`, { count: period.count });
  const last = addDays(period.before, -1);
  return last <= period.from ? format.date(period.from) : `${format.date(period.from)} – ${format.date(last)}`;
}

export function compareWords(compare: ReportCompare, campaignName: (id: string) => string): string {
  switch (compare.kind) {
    case 'previous-period':
      return t('boards.comparePrevious');
    case 'year-before':
      return t('boards.compareYear');
    case 'period':
      return periodWords({ kind: 'between', from: compare.from, before: compare.before });
    case 'campaign':
      return t('boards.compareCampaignNamed', { name: campaignName(compare.campaignId) });
  }
}
