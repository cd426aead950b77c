import type { DecisionTableDocument, FieldType } from '@arbiter/contracts';
import { blankCell, cellText, columnAt, columnCount, columnOf, setCells, type TableCellChange, type TableColumnPlace } from '@arbiter/engine/strategy-edit/table-edits';
import { readTestText, readValueText, type CellReading } from '@arbiter/engine/strategy-edit/read-cell-text';
import { i18n, t } from '$lib/i18n/i18n.svelte.js';
import type { ExpressionScope } from '../../expressions/expression-scope.js';
import { clampPlace, rangeOf, type CellRange, type Extent, type Place } from './cell-range.js';

export interface SheetLink {
  table: () => DecisionTableDocument;
  scope: () => ExpressionScope;
  readOnly: () => boolean;
  onchange: (label: string, table: DecisionTableDocument, coalesce?: string) => void;
}

/** A cell that must hold a text to be shown. */
export interface CellFilter { column: number; text: string }
export interface SearchOptions { text: string; wholeCell: boolean; onlyMatching: boolean }

/** What the screen of a table knows besides the table: the cursor, what is marked, edited, looked for and left out. */
export class Sheet {
  cursor = $state.raw<Place>({ row: 0, column: 0 });
  anchor = $state.raw<Place>({ row: 0, column: 0 });
  /** The cell that is being written, with what its editor begins with. */
  editing = $state.raw<{ place: Place; text: string; replaced: boolean } | null>(null);
  filters = $state.raw<readonly CellFilter[]>([]);
  search = $state.raw<SearchOptions>({ text: '', wholeCell: false, onlyMatching: false });
  /** Widths that a person gave, by `keyOf`. */
  widths = $state.raw<ReadonlyMap<string, number>>(new Map());
  /** The last thing that the sheet did of itself: what it read, how many cells it filled. */
  notice = $state('');
  readonly range: CellRange = $derived(rangeOf(this.anchor, this.cursor));
  readonly #link: SheetLink;

  constructor(link: SheetLink) {
    this.#link = link;
  }

  get table(): DecisionTableDocument {
    return this.#link.table();
  }

  get readOnly(): boolean {
    return this.#link.readOnly();
  }

  readonly #hiding = $derived.by(() => this.filters.length > 0 || (this.search.onlyMatching && this.search.text.trim() !== ''));
  /** Places of the rules that are shown; null where all are. */
  readonly shown: readonly number[] | null = $derived.by(() => (this.#hiding ? this.#matching() : null));
  readonly ruleCount = $derived.by(() => this.shown?.length ?? this.table.rules.length);
  readonly columns = $derived.by(() => columnCount(this.table));
  /** An empty row at the end waits for a new rule, unless a filter is on. */
  readonly extent: Extent = $derived.by(() => ({ rows: Math.max(1, this.ruleCount + (this.readOnly || this.shown ? 0 : 1)), columns: this.columns }));

  readonly names: ReadonlySet<string> = $derived.by(() => new Set([...this.#link.scope().map(({ name }) => name), ...this.table.inputs.map(({ expression }) => expression.trim()).filter((text) => /^[\p{L}_][\p{L}\p{N}_]*$/u.test(text))]));

  /** The rule that stands at a row of the screen; the number of rules where it is the empty one. */
  ruleAt(row: number): number {
    return this.shown ? (this.shown[row] ?? this.table.rules.length) : row;
  }

  /** Row of the screen of a rule; -1 where a filter leaves it out. */
  rowOf(rule: number): number {
    return this.shown ? this.shown.indexOf(rule) : rule;
  }

  textAt({ row, column }: Place): string {
    return cellText(this.table, this.ruleAt(row), column);
  }

  isBlank = (place: Place): boolean => {
    const text = this.textAt(place);
    return text === '' || text === '-';
  };

  placeAt(column: number): TableColumnPlace {
    return columnAt(this.table, column);
  }

  columnOf(place: TableColumnPlace): number {
    return columnOf(this.table, place);
  }

  typeAt(column: number): FieldType | undefined {
    const { kind, place } = this.placeAt(column);
    if (kind === 'annotation') return undefined;
    const given = kind === 'input' ? this.table.inputs[place]?.type : this.table.outputs[place]?.type;
    if (given || kind === 'output') return given;
    const expression = this.table.inputs[place]?.expression.trim();
    return this.#link.scope().find(({ name }) => name === expression)?.spec.type;
  }

  titleAt(column: number): string {
    const { kind, place } = this.placeAt(column);
    if (kind === 'annotation') return t('studioTable.annotation');
    if (kind === 'input') return this.table.inputs[place]?.label || this.table.inputs[place]?.expression || t('studioTable.inputNumber', { number: place + 1 });
    return this.table.outputs[place]?.label || this.table.outputs[place]?.name || '';
  }

  /** Identity of a column for its width, which moves with it. */
  keyOf(column: number): string {
    const { kind, place } = this.placeAt(column);
    return kind === 'annotation' ? kind : `${kind} ${kind === 'input' ? this.table.inputs[place]?.expression : this.table.outputs[place]?.name}`;
  }

  reading(column: number): CellReading {
    return { type: this.typeAt(column), decimal: i18n.language === 'ru' ? ',' : '.', names: this.names };
  }

  /** What is written into a cell, as the table has it. */
  readText(column: number, text: string): string {
    const { kind } = this.placeAt(column);
    return kind === 'input' ? readTestText(text, this.reading(column)) : kind === 'output' ? readValueText(text, this.reading(column)) : text;
  }

  go(place: Place, extend = false): void {
    this.cursor = clampPlace(place, this.extent);
    if (!extend) this.anchor = this.cursor;
  }

  mark(range: CellRange): void {
    this.anchor = clampPlace({ row: range.top, column: range.left }, this.extent);
    this.cursor = clampPlace({ row: range.bottom, column: range.right }, this.extent);
  }

  /** Shows a cell of a rule; a filter that hides it is taken away. */
  reveal(rule: number, column = 0): void {
    if (this.shown && this.rowOf(rule) < 0) {
      this.filters = [];
      this.search = { ...this.search, onlyMatching: false };
    }
    this.go({ row: this.rowOf(rule), column });
  }

  /** Rules of the marked rows, without the empty one. */
  markedRules(): number[] {
    const rules: number[] = [];
    for (let row = this.range.top; row <= this.range.bottom; row += 1) if (this.ruleAt(row) < this.table.rules.length) rules.push(this.ruleAt(row));
    return rules;
  }

  edit(label: string, change: (table: DecisionTableDocument) => DecisionTableDocument, coalesce?: string): void {
    if (this.readOnly) return;
    const next = change(this.table);
    if (next !== this.table) this.#link.onchange(label, next, coalesce);
  }

  startEdit(text?: string): void {
    if (this.readOnly) return;
    const place = this.cursor;
    this.editing = { place, text: text ?? (this.textAt(place) === '-' ? '' : this.textAt(place)), replaced: text !== undefined };
  }

  /** Ends the editing of a cell; what was written is read as people write it, and said where it came out otherwise. */
  commit(text: string): void {
    const { editing } = this;
    if (!editing) return;
    this.editing = null;
    const { row, column } = editing.place;
    const read = this.readText(column, text);
    this.notice = read !== text.trim() && read !== '-' && this.placeAt(column).kind !== 'annotation' ? t('studioTable.readAs', { from: text.trim(), to: read }) : '';
    const rule = this.ruleAt(row);
    if (read === cellText(this.table, rule, column) || (rule >= this.table.rules.length && (read === '' || read === '-'))) return;
    this.edit(t('studioTable.stepCell', { column: this.titleAt(column) }), (table) => setCells(table, [{ row: rule, column, text: read }]));
  }

  clearMarked(): void {
    const changes = this.#cells((column) => blankCell(this.table, column));
    this.edit(t('studioTable.stepClear', { count: changes.length }), (table) => setCells(table, changes));
  }

  /** Texts of the marked cells. */
  marked(): string[][] {
    const { top, bottom, left, right } = this.range;
    const rows: string[][] = [];
    for (let row = top; row <= bottom && this.ruleAt(row) < this.table.rules.length; row += 1) {
      const cells: string[] = [];
      for (let column = left; column <= right; column += 1) cells.push(this.textAt({ row, column }));
      rows.push(cells);
    }
    return rows;
  }

  #cells(text: (column: number) => string): TableCellChange[] {
    const changes: TableCellChange[] = [];
    for (const row of this.markedRules()) for (let column = this.range.left; column <= this.range.right; column += 1) changes.push({ row, column, text: text(column) });
    return changes;
  }

  #matching(): number[] {
    const { rules } = this.table;
    const wanted = this.search.onlyMatching ? this.search.text.trim().toLowerCase() : '';
    const found: number[] = [];
    for (let rule = 0; rule < rules.length; rule += 1) {
      const { inputs, outputs, annotation = '' } = rules[rule]!;
      if (wanted && ![...inputs, ...outputs, annotation].some((text) => this.matches(text))) continue;
      if (this.filters.every(({ column, text }) => cellText(this.table, rule, column) === text)) found.push(rule);
    }
    return found;
  }

  /** Whether a cell is what is looked for. */
  matches(text: string): boolean {
    const wanted = this.search.text.trim().toLowerCase();
    return wanted !== '' && (this.search.wholeCell ? text.trim().toLowerCase() === wanted : text.toLowerCase().includes(wanted));
  }
}
