import writeWorkbook, { type CellObject } from 'write-excel-file/node';

/** Excel's own limit. */
const mostTextOfCell = 32_767;

/** A workbook of one sheet of texts, numbers and truth values, just as they are; text never becomes a formula. */
export async function plainWorkbook(rows: readonly (readonly unknown[])[], widths: readonly number[], sheet: string): Promise<Uint8Array> {
  const data = rows.map((row) => row.map(cellOf));
  return new Uint8Array(await writeWorkbook([{ sheet, data, columns: widths.map((width) => ({ width })) }], { fontFamily: 'Calibri', fontSize: 11 }).toBuffer());
}

function cellOf(value: unknown): CellObject {
  if (typeof value === 'number') return { type: Number, value };
  if (typeof value === 'boolean') return { type: Boolean, value };
  if (typeof value !== 'string' || value === '') return {};
  // Signs that XML cannot hold are left out; `@` is the format of texts, so that a spreadsheet does not take `10-20` for a date when it is edited.
  const clean = value.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '').replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '');
  return { type: String, value: clean.slice(0, mostTextOfCell), format: '@' };
}
