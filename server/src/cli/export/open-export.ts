import { Readable } from 'node:stream';
import type { Container } from '../../container.js';
import { findCampaignRow } from '../../features/campaigns/api.js';
import { findLaunchedPlan, streamContactList, withByteOrderMark } from '../../features/contact-lists/api.js';
import { readReport } from '../../features/reports/read-report.js';
import { csvParts, type CsvPart } from '../../features/reports/reports.routes.js';
import { streamPlan } from '../../features/runs/api.js';
import { UsageError } from '../command.js';

export interface ExportWish {
  campaignId: string;
  what: 'contact-list' | 'plan' | 'report';
  channel: string | undefined;
  week: number | undefined;
  runId: string | undefined;
  part: string | undefined;
  excel: boolean;
}

/** What was asked for, as CSV. */
export async function openExport(container: Container, wish: ExportWish): Promise<Readable> {
  const csv = await openPlain(container, wish);
  return wish.excel ? withByteOrderMark(csv) : csv;
}

async function openPlain(container: Container, { campaignId, what, channel, week, runId, part = 'metrics' }: ExportWish): Promise<Readable> {
  const { repository, analytics } = container;
  if (what === 'contact-list') return streamContactList(analytics, { ...(await findLaunchedPlan(repository, campaignId)), ...(channel === undefined ? {} : { channel }), ...(week === undefined ? {} : { week }) });
  if (what === 'plan') {
    const campaign = await findCampaignRow(repository, campaignId);
    const run = runId ?? campaign.approved_run_id;
    if (!run) throw new UsageError(`Campaign "${campaign.draft.name}" has no approved plan: name a run with --run, or approve one`);
    return streamPlan(analytics, { runId: run, startsOn: campaign.draft.startsOn, ...(channel === undefined ? {} : { channel }), ...(week === undefined ? {} : { week }) });
  }
  if (!Object.hasOwn(csvParts, part)) throw new UsageError(`--part is ${JSON.stringify(part)}; give one of ${Object.keys(csvParts).join(', ')}`);
  return Readable.from([Buffer.from(csvParts[part as CsvPart](await readReport(container, campaignId, {})))]);
}
