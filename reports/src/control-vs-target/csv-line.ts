export type CsvCell = string | number | boolean | null;

/** One record of CSV (RFC 4180, CRLF). */
export function csvLine(row: readonly CsvCell[]): string {
  return `${row.map(csvCell).join(',')}\r\n`;
}

/** A whole file: the header, then the rows. */
export function csv(header: readonly string[], rows: readonly (readonly CsvCell[])[]): string {
  return [header, ...rows].map(csvLine).join('');
}

/**
 * Numbers go out as JavaScript writes them, which reads back to the same double. Text that a spreadsheet would take for
 * a formula gets an apostrophe in front, since names of segments and arms come from outside.
 */
function csvCell(value: CsvCell): string {
  if (value === null) return '';
  if (typeof value !== 'string') return String(value);
  const harmless = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
