import type { Tile } from '@arbiter/contracts/reporting/board';
import { aboutSheet } from './about-sheet.js';
import { chosenFacts } from './chosen-facts.js';
import type { BoardInput, DocumentReader } from './document-input.js';
import { DocumentWords } from './document-words.js';
import type { Block, ReportDocument, Section, Sheet } from './report-document.js';
import { mostUprightColumns, sqlOf, tableBlocks, tableFigures, withColumnNames } from './table-document.js';
import { tableSheet } from './table-sheet.js';

/** A tile's table on a board's page; a board is read for its charts, the workbook has every row. */
const mostRowsOfTile = 40;

/** A board as a document: its numbers on the cover, then each tile with its chart and table. */
export function boardDocument(input: BoardInput, reader: DocumentReader): ReportDocument {
  const { document, tiles, chosen } = input;
  const names = tiles.reduce((known, { table }) => (table ? withColumnNames({ names: known, table }) : known), input.names);
  const words = new DocumentWords(reader, names);
  const answers = new Map(tiles.map((tile) => [tile.id, tile]));
  const title = words.title(document.title);
  const asOf = tiles.flatMap(({ table }) => (table ? [table.asOf] : [])).sort();
  const facts = [
    ...chosenFacts({ period: document.period, ...chosen }, words),
    ...(asOf[0] ? [{ label: words.text.data, value: words.instant(asOf[0]) }] : []),
    { label: words.text.made, value: words.instant(reader.madeAt) },
  ];
  const figures: Extract<Block, { kind: 'figures' }>['items'] = [];
  const sections: Section[] = [];
  const sheets: Sheet[] = [];
  const queries: string[] = [];
  for (const tile of document.tiles) {
    const { table = null, failure = null } = answers.get(tile.id) ?? {};
    const name = words.title(tile.title);
    if (table) {
      sheets.push(tableSheet(table, words, name));
      queries.push(...sqlOf(table).map((sql) => `-- ${name}\n${sql}`));
      if (tile.chart.type === 'number' && table.rows.length > 0) {
        figures.push(...tableFigures(table, tile.chart, name, words));
        continue;
      }
    }
    sections.push(tileSection(tile, name, table === null ? [{ kind: 'text', text: words.text.failedTile(failure ?? words.text.unknown), look: 'caution' }] : tableBlocks(table, tile.chart, name, words, { height: tile.height, mostRows: mostRowsOfTile }), words, table?.columns.length ?? 0));
  }
  const description = words.title(document.description);
  return {
    language: reader.language,
    locale: words.locale,
    title,
    kind: words.text.board,
    madeAt: words.instant(reader.madeAt),
    facts,
    cover: [
      ...(description ? [{ kind: 'text' as const, text: description }] : []),
      ...(figures.length ? [{ kind: 'figures' as const, items: figures }] : []),
      ...(document.tiles.length === 0 ? [{ kind: 'text' as const, text: words.text.emptyBoard, look: 'muted' as const }] : []),
    ],
    sections,
    sheets: [aboutSheet(words, { title, kind: words.text.board, facts, contents: sheets.map(({ name, rowCount }) => ({ name, rows: rowCount })), terms: [], notes: tiles.flatMap(({ table }) => table?.notes.map((note) => words.title(note)) ?? []), queries }), ...sheets],
    words: { pageOf: words.text.pageOf, continued: words.text.continued },
  };
}

function tileSection(tile: Tile, title: string, blocks: Block[], words: DocumentWords, columns: number): Section {
  const note = words.title(tile.note);
  return { title, landscape: columns > mostUprightColumns, blocks: note ? [...blocks, { kind: 'text', text: note, look: 'muted' }] : blocks };
}
