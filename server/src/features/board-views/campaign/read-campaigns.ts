import type { ConfigurationDocumentOf } from '@arbiter/contracts';
import type { ReportFilter } from '@arbiter/contracts/reporting/explore';
import type { CampaignDetail, CampaignVerdict, QuotaSetting } from '@arbiter/reports/views/sql-view';
import type { Container } from '../../../container.js';
import { listConfiguration } from '../../configuration/api.js';
import { readReport } from '../../reports/api.js';

/** Campaigns on one board; those that are older stay out, and the views say how many are shown. */
const mostCampaigns = 200;
/** Reports made for the verdicts of one list: the newest campaigns that were launched. */
const mostVerdicts = 12;
/** What the list waits for all of them together; a report whose rollups are being made comes with the next look. */
const verdictsWithinMs = 3_000;

/** Campaigns that the filter `campaign` lets through, the newest first, with their approved plans. */
export async function readCampaigns(repository: Container['repository'], filters: readonly ReportFilter[]): Promise<CampaignDetail[]> {
  const rows = await repository
    .selectFrom('campaigns')
    .leftJoin('runs', 'runs.id', 'campaigns.approved_run_id')
    .select(['campaigns.id', 'campaigns.draft', 'campaigns.state', 'campaigns.facts', 'runs.result as plan'])
    .orderBy('campaigns.created_at', 'desc')
    .orderBy('campaigns.id')
    .limit(mostCampaigns)
    .execute();
  const chosen = filters.filter(({ dimension }) => dimension === 'campaign');
  const passes = (id: string): boolean => chosen.every(({ op, values }) => (op === 'in' ? values.includes(id) : op === 'not-in' ? !values.includes(id) : true));
  return rows.filter(({ id }) => passes(id)).sort((one, other) => (one.draft.startsOn < other.draft.startsOn ? 1 : one.draft.startsOn > other.draft.startsOn ? -1 : 0));
}

/** The conclusion about the main metric of each campaign that was launched. A report that cannot be made leaves its campaign without one. */
export async function readVerdicts(container: Container, campaigns: readonly CampaignDetail[], signal: AbortSignal | undefined): Promise<ReadonlyMap<string, CampaignVerdict>> {
  const verdicts = new Map<string, CampaignVerdict>();
  const late = AbortSignal.timeout(verdictsWithinMs);
  for (const { id, facts } of campaigns.filter(({ facts }) => facts !== null).slice(0, mostVerdicts)) {
    try {
      if (facts === null) continue;
      const report = await readReport(container, id, { by: 'none' }, signal ? AbortSignal.any([signal, late]) : late);
      const [verdict] = report.verdicts;
      const main = report.overall.find((row) => row.metric === verdict?.metric && row.arm === verdict?.arm) ?? report.overall[0];
      if (verdict) verdicts.set(id, { code: verdict.code, metric: main?.metric ?? '', estimate: main?.absolute.estimate ?? null, low: main?.absolute.low ?? null, high: main?.absolute.high ?? null });
    } catch (error) {
      signal?.throwIfAborted();
      if (late.aborted) break;
      container.log.warn({ err: error, campaignId: id }, 'the board of campaigns is without the verdict of this one');
    }
  }
  return verdicts;
}

/** The company's quotas that are in force, by identifier. */
export async function readQuotas(repository: Container['repository']): Promise<QuotaSetting[]> {
  const found = await listConfiguration(repository);
  return found.filter(({ kind }) => kind === 'quotas').flatMap(({ id, document }) => {
    const { active, title, atMost, unit, per } = document as ConfigurationDocumentOf<'quotas'>;
    return active ? [{ id, title, atMost, unit, per }] : [];
  });
}
