import { Readable } from 'node:stream';
import type { ExportWish } from '@arbiter/contracts';
import type { Container } from '../../container.js';
import { countContacts, findLaunchedPlan, streamContactList, withByteOrderMark } from '../contact-lists/api.js';
import { csvParts, readReport } from '../reports/api.js';
import { countPlanRows, findRunRow, streamPlan } from '../runs/api.js';

export interface Rows {
  /** How many rows there are now; null when that is known only at the end. */
  count(): Promise<number | null>;
  open(signal: AbortSignal): Promise<Readable>;
}

/** The rows that an export is made of: the same, in the same order and with the same guards, as where they are shown or downloaded one by one. */
export async function openRows(container: Container, campaignId: string, wish: ExportWish): Promise<Rows> {
  const rows = await openPlainRows(container, campaignId, wish);
  return wish.excel ? { ...rows, open: async (signal) => withByteOrderMark(await rows.open(signal)) } : rows;
}

async function openPlainRows(container: Container, campaignId: string, wish: ExportWish): Promise<Rows> {
  const { repository, analytics } = container;
  const format = wish.format ?? 'csv';
  const cut = { ...(wish.channel === undefined ? {} : { channel: wish.channel }), ...(wish.week === undefined ? {} : { week: wish.week }) };
  if (wish.what === 'plan') {
    const run = await findRunRow(repository, wish.runId ?? '');
    const request = { runId: run.id, startsOn: run.draft.startsOn, ...cut };
    return { count: () => countPlanRows(analytics, request), open: (signal) => streamPlan(analytics, request, { format, signal }) };
  }
  if (wish.what === 'contact-lists') {
    const request = { ...(await findLaunchedPlan(repository, campaignId)), ...cut };
    return {
      count: async () => (await countContacts(analytics, request)).reduce((sum, { count }) => sum + count, 0),
      open: (signal) => streamContactList(analytics, request, { format, signal }),
    };
  }
  return { count: () => Promise.resolve(null), open: async () => Readable.from([Buffer.from(csvParts[wish.part ?? 'metrics'](await readReport(container, campaignId, {})))]) };
}
