import type { ReportDocument, Sheet, SheetCell } from '@arbiter/reports/documents/index';
import type { ColumnUnit } from '@arbiter/contracts/reporting/report-table';
import writeWorkbook, { type CellObject } from 'write-excel-file/node';

/** Excel's own limits. */
const mostRows = 1_048_576;
const mostTextOfCell = 32_767;
const mostTextOfName = 31;

const head = { fontWeight: 'bold', backgroundColor: '#eef0f4', wrap: true, alignVertical: 'top' } as const;

/**
 * A document's sheets as an XLSX workbook: numbers are numbers in their unit's format, dates are dates, and text is text whatever it
 * begins with. Money stands in major units.
 */
export async function xlsxFile(document: ReportDocument, currency: string): Promise<Uint8Array> {
  const names = new Set<string>();
  const formats = formatsFor(currency);
  const sheets = document.sheets.map((sheet) => ({
    sheet: sheetName(sheet.name, names),
    columns: sheet.columns.map(({ width }) => ({ width })),
    stickyRowsCount: 1,
    data: rowsOf(sheet, formats),
  }));
  return new Uint8Array(await writeWorkbook(sheets, { fontFamily: 'Calibri', fontSize: 11 }).toBuffer());
}

function rowsOf(sheet: Sheet, formats: Formats): CellObject[][] {
  const rows: CellObject[][] = [sheet.columns.map(({ title }) => ({ ...textCell(title), ...head }))];
  for (const row of sheet.rows()) {
    if (rows.length >= mostRows) break;
    rows.push(row.map((cell) => typedCell(cell, formats)));
  }
  return rows;
}

type Formats = Partial<Record<ColumnUnit, string>>;

/** Number formats by unit; `General` shows a number of no unit as it is. */
function formatsFor(currency: string): Formats {
  const sign = new Intl.NumberFormat('en', { style: 'currency', currency, currencyDisplay: 'narrowSymbol' }).formatToParts(0).find(({ type }) => type === 'currency')?.value ?? currency;
  const money = `#,##0.00\\ "${sign.replaceAll('"', '')}"`;
  return { count: '#,##0', share: '0.00%', points: '+0.00%;-0.00%;0.00%', 'money-minor': money, money, days: '#,##0.0', 'duration-ms': '#,##0.###', 'duration-us': '#,##0', 'per-second': '#,##0.##', bytes: '#,##0' };
}

function textCell(text: string): CellObject {
  // Signs that XML cannot hold.
  const clean = text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '').replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '');
  return { type: String, value: clean.slice(0, mostTextOfCell) };
}

function typedCell({ value, unit, kind }: SheetCell, formats: Formats): CellObject {
  if (value === null) return {};
  if (typeof value === 'boolean') return { type: Boolean, value };
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) return {};
    const format = unit === undefined ? undefined : formats[unit];
    return { type: Number, value: unit === 'money-minor' ? value / 100 : value, ...(format === undefined ? {} : { format }) };
  }
  if (kind !== undefined) {
    const at = new Date(kind === 'date' ? `${value.slice(0, 10)}T00:00:00Z` : value);
    if (!Number.isNaN(at.getTime())) return { type: Date, value: at, format: kind === 'date' ? 'yyyy-mm-dd' : 'yyyy-mm-dd hh:mm:ss' };
  }
  return value.length > 60 ? { ...textCell(value), wrap: true, alignVertical: 'top' } : textCell(value);
}

/** A name that Excel takes and that no other sheet of the workbook has. */
function sheetName(wanted: string, taken: Set<string>): string {
  const plain = wanted.replace(/[\\/?*[\]:\u0000-\u001f]/g, ' ').replace(/^'+|'+$/g, '').replace(/\s+/g, ' ').trim() || 'Sheet';
  for (let number = 1; ; number += 1) {
    const suffix = number === 1 ? '' : ` ${number}`;
    const name = `${[...plain].slice(0, mostTextOfName - suffix.length).join('').trim()}${suffix}`;
    if (taken.has(name.toLowerCase())) continue;
    taken.add(name.toLowerCase());
    return name;
  }
}
