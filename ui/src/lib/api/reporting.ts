import type { ChartSpec } from '@arbiter/contracts/reporting/report-table';
import type { Title } from '@arbiter/contracts';
import type { Annotation, AnnotationDocument, Board, BoardDocument, BoardSummary, Dataset, DrillAnswer, DrillRequest, ReportFormat, ReportSubject, ReportTable, SavedQuery, SavedQueryDocument, TableRequest, Tile } from '@arbiter/contracts/reporting/index';
import { request, requestFile } from './client.js';
import { watchedTable } from './watched-table.js';

const at = encodeURIComponent;

export interface ReportView {
  id: string;
  topic: string;
  title: Title;
  meaning: Title;
  params: unknown;
  filters: string[];
  chart: ChartSpec;
  /** Whether it can tell which customers stand behind its numbers. */
  customers: boolean;
}

/** Addresses of the API for boards, Explore and what is taken away from them. */
export const reporting = {
  datasets: () => request<Dataset[]>('GET', '/v1/report-datasets'),
  views: () => request<ReportView[]>('GET', '/v1/report-views'),
  table: (body: TableRequest, signal?: AbortSignal) => request<ReportTable>('POST', '/v1/report-tables', { body, signal }),
  /** The same, told how far it is while it is made. */
  watchedTable,
  /** The customers behind a number: the question, and the values of the mark. */
  customers: (body: DrillRequest, signal?: AbortSignal) => request<DrillAnswer>('POST', '/v1/report-tables/customers', { body, signal }),
  /** Tables and columns that statements may read, for completion. */
  schema: () => request<{ name: string; columns: { name: string; type: string }[] }[]>('GET', '/v1/report-sql-schema'),
  file: (body: { subject: ReportSubject; format: ReportFormat; language: 'ru' | 'en' }) => requestFile('POST', '/v1/report-files', body),

  boards: () => request<BoardSummary[]>('GET', '/v1/boards'),
  board: (id: string) => request<Board>('GET', `/v1/boards/${at(id)}`),
  createBoard: (document: BoardDocument) => request<Board>('POST', '/v1/boards', { body: { document } }),
  saveBoard: (id: string, version: number, document: BoardDocument) => request<Board>('PUT', `/v1/boards/${at(id)}`, { body: { version, document } }),
  copyBoard: (id: string, wish: { title?: string; shared?: boolean }) => request<Board>('POST', `/v1/boards/${at(id)}/copy`, { body: wish }),
  pinTile: (id: string, tile: Tile) => request<Board>('POST', `/v1/boards/${at(id)}/tiles`, { body: { tile } }),
  deleteBoard: (id: string, version: number) => request<void>('DELETE', `/v1/boards/${at(id)}`, { query: { version } }),

  savedQueries: () => request<SavedQuery[]>('GET', '/v1/saved-queries'),
  savedQuery: (id: string) => request<SavedQuery>('GET', `/v1/saved-queries/${at(id)}`),
  createSavedQuery: (document: SavedQueryDocument) => request<SavedQuery>('POST', '/v1/saved-queries', { body: { document } }),
  saveSavedQuery: (id: string, version: number, document: SavedQueryDocument) => request<SavedQuery>('PUT', `/v1/saved-queries/${at(id)}`, { body: { version, document } }),
  deleteSavedQuery: (id: string, version: number) => request<void>('DELETE', `/v1/saved-queries/${at(id)}`, { query: { version } }),

  annotations: (query: { from?: string; before?: string; campaignId?: string }) => request<Annotation[]>('GET', '/v1/annotations', { query }),
  addAnnotation: (document: AnnotationDocument) => request<Annotation>('POST', '/v1/annotations', { body: { document } }),
  deleteAnnotation: (id: string) => request<void>('DELETE', `/v1/annotations/${at(id)}`),
};
