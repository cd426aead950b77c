/*
 * Cells as spreadsheets put them on the clipboard: tabs between cells, a line for each row; a cell that holds a tab, a line break or a
 * quotation mark at its beginning stands in quotation marks, which are doubled within.
 */

/** Rows of cells. A last empty line, which every spreadsheet adds, is no row. */
export function readTabSeparated(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = '';
  let at = 0;
  const endCell = (): void => {
    row.push(cell);
    cell = '';
  };
  const endRow = (): void => {
    endCell();
    rows.push(row);
    row = [];
  };
  while (at < text.length) {
    const sign = text[at]!;
    if (sign === '"' && cell === '' && closesWell(text, at)) {
      const end = closing(text, at);
      cell = text.slice(at + 1, end).replaceAll('""', '"').replaceAll(/\r\n?/g, '\n');
      at = end + 1;
      if (at >= text.length) endRow();
      continue;
    }
    if (sign === '\t') endCell();
    else if (sign === '\r' || sign === '\n') {
      if (sign === '\r' && text[at + 1] === '\n') at += 1;
      endRow();
    } else cell += sign;
    at += 1;
    if (at >= text.length && (cell !== '' || row.length > 0)) endRow();
  }
  return rows;
}

/** Place of the quotation mark that ends the quoted cell which begins at `from`; -1 where there is none. */
function closing(text: string, from: number): number {
  for (let at = text.indexOf('"', from + 1); at >= 0; at = text.indexOf('"', at + 1)) {
    if (text[at + 1] !== '"') return at;
    at += 1;
  }
  return -1;
}

/** A quotation mark begins a quoted cell only where its partner ends one: FEEL texts such as `"EU", "US"` are plain cells. */
function closesWell(text: string, from: number): boolean {
  const end = closing(text, from);
  if (end < 0 || !(end + 1 === text.length || '\t\r\n'.includes(text[end + 1]!))) return false;
  const inner = text.slice(from + 1, end);
  // A text of FEEL that was copied from a plain editor: nothing in it asks for quotation.
  return /[\t\r\n]|""/.test(inner);
}

/** A line for each row, the last one ended too, as spreadsheets write it. */
export function printTabSeparated(rows: readonly (readonly string[])[]): string {
  return rows.map((row) => `${row.map(printCell).join('\t')}\r\n`).join('');
}

/** Texts of FEEL stay as they are, so that they can be read in a plain editor too. */
function printCell(cell: string): string {
  const plain = !/[\t\r\n]/.test(cell) && (!cell.startsWith('"') || /^"[^"]+"(?:, "[^"]+")*$/.test(cell));
  return plain ? cell : `"${cell.replaceAll('"', '""')}"`;
}
