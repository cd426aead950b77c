import type { ReportSubject, ReportTable, TableRequest, Tile } from '@arbiter/contracts';
import type { BoardInput, CampaignInput, Chosen, DocumentInput, TableInput } from '@arbiter/reports/documents/index';
import type { Container } from '../../container.js';
import { ProblemError } from '../../http/problem-error.js';
import { findBoard } from '../boards/api.js';
import { readReportTable } from '../report-tables/api.js';
import { readReport } from '../reports/api.js';
import type { FileReader } from './file-reader.js';
import { readNames } from './read-names.js';

/** Rows that a file may have of one table. */
export const mostRowsOfFile = 100_000;

export interface SubjectOptions {
  reader: FileReader;
  language: 'ru' | 'en';
  /** Rows of each table at most: a picture or a page needs fewer than a workbook. */
  rowLimit: number;
  signal: AbortSignal;
}

/** Everything that a file is made of, as its reader may see it. Throws what the questions themselves throw. */
export async function readSubject(container: Container, subject: ReportSubject, options: SubjectOptions): Promise<DocumentInput> {
  if (!options.reader.mayReadReports) throw new ProblemError('not-permitted', 'Files of reports need permission to read reports');
  switch (subject.kind) {
    case 'campaign': return readCampaign(container, subject, options);
    case 'table': return readTable(container, subject, options);
    case 'board': return readBoard(container, subject, options);
  }
}

async function readCampaign(container: Container, { campaignId, by, filter, chart }: Extract<ReportSubject, { kind: 'campaign' }>, { signal }: SubjectOptions): Promise<CampaignInput> {
  const report = await readReport(container, campaignId, { by, filter }, signal);
  const campaign = await container.repository.selectFrom('campaigns').select('draft').where('id', '=', campaignId).executeTakeFirstOrThrow();
  return { kind: 'campaign', name: campaign.draft.name, report, names: { ...(await readNames(container)), constraints: campaign.draft.constraints }, ...(chart ? { chart } : {}) };
}

async function readTable(container: Container, { title, request, chart }: Extract<ReportSubject, { kind: 'table' }>, options: SubjectOptions): Promise<TableInput> {
  const table = await ask(container, request, options);
  const chosen = await chosenOf(container, request);
  return { kind: 'table', title, table, chart, chosen, names: await readNames(container) };
}

async function readBoard(container: Container, { boardId, tile, period, filters, compare }: Extract<ReportSubject, { kind: 'board' }>, options: SubjectOptions): Promise<BoardInput | TableInput> {
  const { document } = await findBoard(container, boardId, { actor: options.reader.actor, isAdmin: options.reader.isAdmin });
  const chosen = await chosenOf(container, { period: period ?? document.period, filters, compare });
  const names = await readNames(container);
  const requestOf = ({ source }: Tile): TableRequest => ({ source, period: period ?? document.period, ...(filters ? { filters } : {}), ...(compare ? { compare } : {}) });
  if (tile !== undefined) {
    const found = document.tiles.find(({ id }) => id === tile);
    if (!found) throw new ProblemError('not-found', `The board "${boardId}" has no tile "${tile}"`);
    const title = typeof found.title === 'string' ? found.title : found.title[options.language];
    return { kind: 'table', title, table: await ask(container, requestOf(found), options), chart: found.chart, chosen, names };
  }
  const tiles: BoardInput['tiles'] = [];
  // One after the other: each question uses every processor of the store by itself.
  for (const one of document.tiles) {
    options.signal.throwIfAborted();
    try {
      tiles.push({ id: one.id, table: await ask(container, requestOf(one), options), failure: null });
    } catch (error) {
      // A tile that fails must not take the others with it; the file says so in its place.
      options.signal.throwIfAborted();
      tiles.push({ id: one.id, table: null, failure: error instanceof ProblemError ? error.message : 'internal error' });
      if (!(error instanceof ProblemError)) container.log.warn({ err: error, boardId, tile: one.id }, 'a tile of a board’s file could not be read');
    }
  }
  return { kind: 'board', document, tiles, chosen, names };
}

function ask(container: Container, request: TableRequest, { reader, rowLimit, signal }: SubjectOptions): Promise<ReportTable> {
  return readReportTable(container, { ...request, rowLimit: Math.min(mostRowsOfFile, rowLimit) }, { mayReadData: reader.mayReadData }, { signal });
}

async function chosenOf({ repository }: Pick<Container, 'repository'>, { period, filters, compare }: Pick<TableRequest, 'period' | 'filters' | 'compare'>): Promise<Chosen> {
  const campaign = compare?.kind === 'campaign' ? await repository.selectFrom('campaigns').select('draft').where('id', '=', compare.campaignId).executeTakeFirst() : undefined;
  return { period, filters, compare, compareTitle: campaign?.draft.name };
}
