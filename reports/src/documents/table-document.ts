import type { ChartSpec, ReportTable } from '@arbiter/contracts/reporting/report-table';
import { chartDescription, chartPlan, chooseChart, drawnSpec, drawPlan, headlineNumbers } from '../charts/table-chart.js';
import { aboutSheet } from './about-sheet.js';
import { chosenFacts } from './chosen-facts.js';
import type { DocumentReader, TableInput } from './document-input.js';
import { DocumentWords } from './document-words.js';
import type { Block, ReportDocument } from './report-document.js';
import { mostPrintedRows, printTable } from './table-print.js';
import { tableSheet } from './table-sheet.js';

type Figures = Extract<Block, { kind: 'figures' }>['items'];

const heights = { small: 150, middle: 220, tall: 320 } as const;
/** From this many columns on a table needs paper that lies. */
export const mostUprightColumns = 8;

/** A chart and its numbers as blocks of a page. */
export function tableBlocks(table: ReportTable, spec: ChartSpec | undefined, title: string, words: DocumentWords, { height = 'middle' as keyof typeof heights, mostRows = mostPrintedRows } = {}): Block[] {
  if (table.rows.length === 0) return [{ kind: 'text', text: words.text.empty, look: 'muted' }, ...noteBlocks(table, words)];
  const chart = spec ?? chooseChart(table);
  const blocks: Block[] = [];
  if (chart.type === 'number') {
    blocks.push({ kind: 'figures', items: tableFigures(table, chart, title, words) });
  } else if (chart.type !== 'table' && chart.type !== 'pivot' && chart.type !== 'strategy-graph') {
    const plan = drawnPlan(table, chart, words);
    if (!plan.isEmpty) blocks.push({ kind: 'chart', option: drawPlan(plan, words.chart(), title), height: heightOf(table, chart, heights[height]), alt: chartDescription(plan, title, words.chart()) });
  }
  const shown = Math.min(table.rows.length, mostRows);
  blocks.push({ kind: 'table', table: printTable(table, words, title, mostRows) });
  if (shown < table.rows.length) blocks.push({ kind: 'text', text: `${words.text.rowsShown(words.count(shown), words.count(table.rows.length))} ${words.text.allRowsInSheet}`, look: 'muted' });
  return [...blocks, ...noteBlocks(table, words)];
}

/** Headline numbers of a table under the title of their tile. */
export function tableFigures(table: ReportTable, chart: ChartSpec, title: string, words: DocumentWords): Figures {
  return headlineNumbers(drawnPlan(table, chart, words), words.chart()).map((number, _, all) => {
    const detail = [number.note, number.change ? `${number.change.text}, ${number.change.against}` : ''].filter((part) => part !== '').join('; ');
    const tone = number.change?.tone === 'good' || number.change?.tone === 'bad' ? number.change.tone : undefined;
    return { label: all.length > 1 && number.title !== title ? `${title}: ${number.title}` : title, value: number.text, ...(detail ? { detail } : {}), ...(tone ? { tone } : {}) };
  });
}

export function drawnPlan(table: ReportTable, spec: ChartSpec, words: DocumentWords) {
  return chartPlan(table, drawnSpec(table, spec), { ...words.chart(), maxCategories: 30 });
}

function noteBlocks(table: ReportTable, words: DocumentWords): Block[] {
  return [
    ...(table.rowsOmitted > 0 ? [{ kind: 'text' as const, text: words.text.rowsOmitted(words.count(table.rowsOmitted)), look: 'muted' as const }] : []),
    ...(table.notes.length ? [{ kind: 'list' as const, items: table.notes.map((note) => words.title(note)) }] : []),
  ];
}

function heightOf(table: ReportTable, { type }: ChartSpec, height: number): number {
  if (type === 'lying-bar' || type === 'forest') return Math.max(120, Math.min(560, 50 + Math.min(30, table.rows.length) * 20));
  if (type === 'heatmap') return Math.max(height, 260);
  return height;
}

export const sqlOf = (table: ReportTable): string[] => table.queries.map(({ sql, params }) => (Object.keys(params).length ? `${sql}\n-- ${JSON.stringify(params)}` : sql));

/** One question's answer as a document. */
export function tableDocument(input: TableInput, reader: DocumentReader): ReportDocument {
  const { table, title, chart, chosen, note } = input;
  const words = new DocumentWords(reader, withColumnNames(input));
  const facts = [...chosenFacts(chosen, words), { label: words.text.data, value: words.instant(table.asOf) }, { label: words.text.made, value: words.instant(reader.madeAt) }];
  const sheet = tableSheet(table, words, title);
  return {
    language: reader.language,
    locale: words.locale,
    title,
    kind: words.text.table,
    madeAt: words.instant(reader.madeAt),
    facts,
    cover: note ? [{ kind: 'text', text: note }] : [],
    sections: [{ title, landscape: table.columns.length > mostUprightColumns, blocks: tableBlocks(table, chart, title, words, { height: 'tall' }) }],
    sheets: [aboutSheet(words, { title, kind: words.text.table, facts, contents: [{ name: sheet.name, rows: sheet.rowCount }], terms: [], notes: table.notes.map((one) => words.title(one)), queries: sqlOf(table) }), sheet],
    words: { pageOf: words.text.pageOf, continued: words.text.continued },
  };
}

/** Columns know titles of dimensions and values that the catalogue may not. */
export function withColumnNames({ names, table }: Pick<TableInput, 'names' | 'table'>): TableInput['names'] {
  const dimensions = { ...names.dimensions };
  const values = { ...names.values };
  for (const column of table.columns) {
    if (column.role !== 'dimension') continue;
    const id = column.filterBy ?? column.id;
    dimensions[id] ??= column.title;
    if (column.valueTitles) values[id] = { ...column.valueTitles, ...values[id] };
  }
  return { ...names, dimensions, values };
}
