import type { CheckFindings, DecisionTableDocument, Fault, Item } from '@arbiter/contracts';
import { request, requestFile } from './client.js';

const at = encodeURIComponent;

export interface SavedTable extends CheckFindings { item: Item }
/** What a tried case gives: rules counted from 0. */
export interface TableTry { value: unknown; hits: number[]; violation: { code: string; message: string; rules: number[] } | null }
export interface FileTables { tables: { name: string; document: DecisionTableDocument }[]; notes: Fault[] }
export interface ImportedDmn { items: SavedTable[]; renamed: { from: string; to: string }[]; notTaken: Fault[] }

const asForm = (file: File): FormData => {
  const form = new FormData();
  form.append('file', file, file.name);
  return form;
};

/** Decision tables as files, and tried on a case. */
export const tables = {
  tryOut: (document: DecisionTableDocument, facts: Record<string, string>, signal?: AbortSignal) => request<TableTry>('POST', '/v1/items/try-table', { body: { document, facts }, signal }),
  file: (id: string, format: 'table.xlsx' | 'table.csv' | 'dmn') => requestFile('GET', `/v1/items/${at(id)}/${format}`, undefined),
  /** The tables of an XLSX, DMN or CSV file; nothing is saved. */
  read: (file: File) => request<FileTables>('POST', '/v1/items/read-table', { body: asForm(file) }),
  createFromXlsx: (projectId: string, file: File) => request<SavedTable & { notes: Fault[] }>('POST', `/v1/projects/${at(projectId)}/items/xlsx`, { body: asForm(file) }),
  createFromCsv: (projectId: string, name: string, csv: string) => request<SavedTable>('POST', `/v1/projects/${at(projectId)}/items/csv`, { body: { name, csv } }),
  importDmn: (projectId: string, xml: string) => request<ImportedDmn>('POST', `/v1/projects/${at(projectId)}/items/dmn`, { body: { xml } }),
};
