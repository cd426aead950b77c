import type { PrintCell, PrintTable } from '@arbiter/reports/documents/index';
import type { PdfFlow, TextLook } from './pdf-flow.js';
import { colours, sizes, toneColours } from './pdf-look.js';

const padding = { x: 5, y: 4 } as const;
const gap = 1;
/** Text that is wider than this breaks into lines. */
const widestNatural = 190;
const widestDetail = 120;
/** A cell may not fill a page: what is longer ends with an ellipsis. */
const mostCharacters = 600;
/** Rows that are measured for the widths of columns. */
const mostMeasured = 400;
/** Sizes that are tried until no word has to be cut. */
const scales = [1, 0.92, 0.84, 0.76, 0.7] as const;

interface Looks { head: TextLook; body: TextLook; detail: TextLook }
interface Column { natural: number; least: number }

const looksAt = (scale: number): Looks => ({
  head: { size: 8 * scale, bold: true, colour: colours.muted, lineGap: gap },
  body: { size: sizes.table * scale, lineGap: gap },
  detail: { size: sizes.tableDetail * scale, colour: colours.muted, lineGap: gap },
});

const cut = (text: string): string => (text.length > mostCharacters ? `${text.slice(0, mostCharacters)} …` : text);
const bodyLook = (cell: PrintCell, looks: Looks): TextLook => ({ ...looks.body, bold: cell.strong === true, colour: cell.tone ? toneColours[cell.tone] : colours.ink });

/** Draws a table over as many pages as it needs; each begins with the header again. */
export function drawTable(flow: PdfFlow, table: PrintTable): void {
  const { looks, widths } = layOut(flow, table);
  const headHeight = Math.max(...table.columns.map(({ title }, index) => flow.height(title, widths[index] ?? 0, looks.head)), 8) + 2 * padding.y;
  const structure = flow.group('Table');
  const drawHead = (): void => {
    const row = flow.group('TR', structure);
    let x = flow.left;
    table.columns.forEach(({ title, align }, index) => {
      const width = widths[index] ?? 0;
      const height = flow.height(title, width, looks.head);
      const at = x + padding.x;
      flow.tagged('TH', () => void flow.textAt(title, at, flow.y + headHeight - padding.y - height, width, { ...looks.head, align }), { under: row, scope: 'Column' });
      x += width + 2 * padding.x;
    });
    row.end();
    flow.y += headHeight;
    flow.rule(flow.left, flow.y, flow.width, colours.faint, 0.8);
  };
  const heights = (row: PrintCell[]): number => {
    const cells = row.map((cell, index) => {
      const width = widths[index] ?? 0;
      return flow.height(cut(cell.text), width, bodyLook(cell, looks)) + (cell.detail ? flow.height(cut(cell.detail), width, looks.detail) + 1 : 0);
    });
    return Math.max(...cells, 0) + 2 * padding.y;
  };
  const first = table.rows[0];
  // A header alone at the foot of a page helps nobody.
  flow.ensure(headHeight + (first ? heights(first) : 0) + 20);
  drawHead();
  table.rows.forEach((row, rowIndex) => {
    const height = heights(row);
    if (flow.room < height) {
      flow.newPage();
      drawHead();
    }
    const line = flow.group('TR', structure);
    let x = flow.left;
    row.forEach((cell, index) => {
      const width = widths[index] ?? 0;
      const align = table.columns[index]?.align ?? 'left';
      const at = x + padding.x;
      flow.tagged(index === 0 ? 'TH' : 'TD', () => {
        const used = flow.textAt(cut(cell.text), at, flow.y + padding.y, width, { ...bodyLook(cell, looks), align });
        if (cell.detail) flow.textAt(cut(cell.detail), at, flow.y + padding.y + used + 1, width, { ...looks.detail, align });
      }, { under: line, ...(index === 0 ? { scope: 'Row' as const } : {}) });
      x += width + 2 * padding.x;
    });
    line.end();
    flow.y += height;
    if (rowIndex < table.rows.length - 1) flow.rule(flow.left, flow.y, flow.width, colours.hairline, 0.5);
  });
  structure.end();
  flow.rule(flow.left, flow.y, flow.width, colours.line, 0.6);
  flow.y += 10;
}

/** Widths of the columns without their padding, at the largest type at which no word breaks. */
function layOut(flow: PdfFlow, table: PrintTable): { looks: Looks; widths: number[] } {
  const available = flow.width - table.columns.length * 2 * padding.x;
  for (const scale of scales) {
    const looks = looksAt(scale);
    const columns = table.columns.map((_, index) => measure(flow, table, index, looks));
    const least = columns.reduce((sum, column) => sum + column.least, 0);
    if (least <= available || scale === scales.at(-1)) return { looks, widths: shareOut(columns, table.columns.map(({ weight = 1 }) => weight), available, least) };
  }
  return { looks: looksAt(1), widths: [] };
}

function measure(flow: PdfFlow, { columns, rows }: PrintTable, index: number, looks: Looks): Column {
  const head = columns[index]?.title ?? '';
  let natural = Math.min(widestDetail, flow.textWidth(head, looks.head));
  let least = longestWord(flow, head, looks.head);
  const seen = new Set<string>();
  for (const row of rows.slice(0, mostMeasured)) {
    const cell = row[index];
    if (!cell) continue;
    const key = `${cell.strong === true}${cell.text}\u0000${cell.detail ?? ''}`;
    if (seen.has(key)) continue;
    seen.add(key);
    natural = Math.max(natural, Math.min(widestNatural, flow.textWidth(cell.text, bodyLook(cell, looks))), cell.detail ? Math.min(widestDetail, flow.textWidth(cell.detail, looks.detail)) : 0);
    least = Math.max(least, longestWord(flow, cell.text, bodyLook(cell, looks)), cell.detail ? longestWord(flow, cell.detail, looks.detail) : 0);
  }
  // A little more than measured, since the last letter of a line must not fall below it by a rounding.
  return { natural: Math.max(natural, Math.min(least, widestNatural)) + 0.5, least: Math.min(least, widestNatural) + 0.5 };
}

/** Numbers are held together by spaces that do not break. */
function longestWord(flow: PdfFlow, text: string, look: TextLook): number {
  return cut(text).split(/[ \n\t]+|(?<=-)/).reduce((longest, word) => Math.max(longest, flow.textWidth(word, look)), 0);
}

function shareOut(columns: Column[], weights: number[], available: number, least: number): number[] {
  if (least > available) return columns.map((column) => (column.least / least) * available);
  const natural = columns.reduce((sum, column) => sum + column.natural, 0);
  if (natural > available) {
    const share = (available - least) / (natural - least);
    return columns.map((column) => column.least + (column.natural - column.least) * share);
  }
  const weight = weights.reduce((sum, one) => sum + one, 0);
  return columns.map((column, index) => column.natural + ((available - natural) * (weights[index] ?? 1)) / weight);
}
