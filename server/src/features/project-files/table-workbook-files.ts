import { DecisionTableDocument, type Fault } from '@arbiter/contracts';
import { decisionTableFromCsv } from '@arbiter/engine/decision-table/table-csv';
import { importDmnAsItems } from '@arbiter/engine/dmn/product/import-items';
import { sheetOfTable, tableOfSheet, type TableOfSheet } from '@arbiter/engine/decision-table/table-sheet';
import type { Kysely } from 'kysely';
import { Value } from 'typebox/value';
import { ProblemError } from '../../http/problem-error.js';
import { WorkbookError, type TableWorkbooks } from '../../ports/table-workbooks.js';
import type { Database } from '../../repository/tables.js';
import { findItem } from '../projects/api.js';
import { findVersion } from '../registration/api.js';

/** Largest workbook that is taken, bytes. */
export const mostWorkbookBytes = 16 * 2 ** 20;

export interface FileTables { tables: { name: string; document: DecisionTableDocument }[]; notes: Fault[] }

/** A table of an XLSX file. Throws file-invalid, too-large. */
export async function tableFromXlsx(workbooks: TableWorkbooks, bytes: Uint8Array): Promise<TableOfSheet> {
  const { rows, otherSheets } = await workbooks.read(bytes).catch((error: unknown) => {
    throw error instanceof WorkbookError ? new ProblemError(error.code, error.message) : error;
  });
  const read = tableOfSheet(rows);
  if (!read.ok) throw new ProblemError('file-invalid', `The workbook holds no decision table: ${read.error[0]?.message ?? ''}`, { faults: read.error });
  const { document, notes } = read.value;
  const others = otherSheets.length > 0 ? [{ path: '', code: 'left-out', message: `Only the first filled sheet was read; left out: ${otherSheets.slice(0, 20).map((name) => `"${name}"`).join(', ')}` }] : [];
  return { document, notes: [...others, ...notes] };
}

/** The draft of a table, or a version, as XLSX. Throws not-found, wrong-state for what is no whole table. */
export async function tableAsXlsx({ repository, tableWorkbooks }: { repository: Kysely<Database>; tableWorkbooks: TableWorkbooks }, itemId: string, version: number | undefined): Promise<{ name: string; bytes: Uint8Array }> {
  const { kind, name, document } = version === undefined ? await findItem(repository, itemId) : await findVersion(repository, itemId, version);
  if (kind !== 'decision-table') throw new ProblemError('wrong-state', `"${name}" is a ${kind}: only decision tables are written as workbooks`);
  if (!Value.Check(DecisionTableDocument, document)) throw new ProblemError('wrong-state', `The draft of "${name}" is not a whole table yet: mend its faults first`);
  return { name, bytes: await tableWorkbooks.write(sheetOfTable(document)) };
}

/** The tables of a file, whose content tells whether it is XLSX, DMN or CSV. Nothing is saved. Throws file-invalid, too-large. */
export async function tablesOfFile(workbooks: TableWorkbooks, fileName: string, bytes: Uint8Array): Promise<FileTables> {
  const name = fileName.replace(/\.[^.]*$/, '').slice(0, 200) || 'table';
  if (bytes[0] === 0x50 && bytes[1] === 0x4b) {
    const { document, notes } = await tableFromXlsx(workbooks, bytes);
    return { tables: [{ name: document.name || name, document }], notes };
  }
  const text = new TextDecoder('utf-8').decode(bytes);
  if (/^\uFEFF?\s*</.test(text)) return tablesOfDmn(text);
  const read = decisionTableFromCsv(text);
  if (!read.ok) throw new ProblemError('file-invalid', `"${fileName}" is no XLSX, DMN or CSV of a decision table: ${read.error[0]?.message ?? ''}`, { faults: read.error });
  return { tables: [{ name: read.value.name || name, document: read.value }], notes: [] };
}

function tablesOfDmn(xml: string): FileTables {
  const read = importDmnAsItems(xml);
  if (!read.ok) throw new ProblemError('file-invalid', `The DMN file cannot be taken over: ${read.error[0]?.message ?? ''}`, { faults: read.error });
  const { items, renamed, notTaken } = read.value;
  const tables = items.flatMap((item) => (item.kind === 'decision-table' ? [{ name: item.title.slice(0, 200) || item.name, document: item.document }] : []));
  return { tables, notes: [...renamed.map(({ from, to }) => ({ path: '', code: 'renamed', message: `"${from}" is called ${to} here, since names hold no spaces and signs` })), ...notTaken] };
}
