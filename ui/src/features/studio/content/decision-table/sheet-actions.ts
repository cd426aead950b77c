import { blankRule, duplicateColumn, duplicateRules, fillDown, freeOutputName, addInput, addOutput, insertRules, moveColumn, moveRules, removeColumn, removeRules, setCells, type TableCellChange } from '@arbiter/engine/strategy-edit/table-edits';
import { printTabSeparated } from '@arbiter/engine/strategy-edit/tab-separated';
import { t } from '$lib/i18n/i18n.svelte.js';
import { movedBy } from './cell-range.js';
import type { PastePlan } from './paste-cells.js';
import type { Sheet } from './sheet.svelte.js';

/*
 * What menus, buttons and keys do with the marked cells. Each is one step of undo.
 */

export function insertRows(sheet: Sheet, where: 'above' | 'below'): void {
  const rules = sheet.markedRules();
  const count = Math.max(1, rules.length);
  const at = rules.length === 0 ? sheet.table.rules.length : where === 'above' ? rules[0]! : rules.at(-1)! + 1;
  sheet.edit(t('studioTable.stepInsertRows', { count }), (table) => insertRules(table, at, Array.from({ length: count }, () => blankRule(table))));
  sheet.reveal(at, sheet.cursor.column);
}

export function deleteRows(sheet: Sheet): void {
  const rules = sheet.markedRules();
  if (rules.length === 0) return;
  const row = sheet.range.top;
  sheet.edit(t('studioTable.stepDeleteRows', { count: rules.length }), (table) => removeRules(table, new Set(rules)));
  sheet.go({ row, column: sheet.cursor.column });
}

export function duplicateRows(sheet: Sheet): void {
  const rules = sheet.markedRules();
  if (rules.length === 0) return;
  sheet.edit(t('studioTable.stepDuplicateRows', { count: rules.length }), (table) => duplicateRules(table, rules));
  sheet.reveal(rules.at(-1)! + 1, sheet.cursor.column);
}

/** Moves the marked rules by some rows, or to a row of the screen. A filter would hide between which rules they come. */
export function moveRows(sheet: Sheet, to: { by: number } | { row: number }): void {
  const rules = sheet.markedRules();
  if (rules.length === 0 || sheet.shown) return;
  const from = rules[0]!;
  const target = 'by' in to ? from + to.by : to.row > rules.at(-1)! ? to.row - rules.length + 1 : to.row;
  const at = Math.max(0, Math.min(target, sheet.table.rules.length - rules.length));
  const { left, right } = sheet.range;
  sheet.edit(t('studioTable.stepMoveRows', { count: rules.length }), (table) => moveRules(table, from, rules.length, at));
  sheet.mark({ top: at, bottom: at + rules.length - 1, left, right });
}

export function fillMarked(sheet: Sheet): void {
  const rules = sheet.markedRules();
  const { left, right } = sheet.range;
  sheet.edit(t('studioTable.stepFill', { count: Math.max(0, rules.length - 1) }), (table) => fillDown(table, rules, left, right));
}

export function addColumn(sheet: Sheet, kind: 'input' | 'output'): number {
  const { kind: here, place } = sheet.placeAt(sheet.cursor.column);
  const list = kind === 'input' ? sheet.table.inputs : sheet.table.outputs;
  const at = here === kind ? place + 1 : list.length;
  sheet.edit(t(kind === 'input' ? 'studioTable.stepAddInput' : 'studioTable.stepAddOutput'), (table) => (kind === 'input' ? addInput(table, at, { expression: '' }) : addOutput(table, at, { name: freeOutputName(table, t('studioTable.newOutput')) })));
  const column = sheet.columnOf({ kind, place: at });
  sheet.go({ row: sheet.cursor.row, column });
  return column;
}

export function deleteColumn(sheet: Sheet): void {
  const column = sheet.cursor.column;
  sheet.edit(t('studioTable.stepDeleteColumn', { column: sheet.titleAt(column) }), (table) => removeColumn(table, sheet.placeAt(column)));
  sheet.go(sheet.cursor);
}

export function copyColumn(sheet: Sheet): void {
  const column = sheet.cursor.column;
  sheet.edit(t('studioTable.stepDuplicateColumn', { column: sheet.titleAt(column) }), (table) => duplicateColumn(table, sheet.placeAt(column)));
  if (sheet.placeAt(column).kind !== 'annotation') sheet.go({ row: sheet.cursor.row, column: column + 1 });
}

export function shiftColumn(sheet: Sheet, by: -1 | 1): void {
  const place = sheet.placeAt(sheet.cursor.column);
  const count = place.kind === 'input' ? sheet.table.inputs.length : sheet.table.outputs.length;
  if (place.kind === 'annotation' || place.place + by < 0 || place.place + by >= count) return;
  sheet.edit(t('studioTable.stepMoveColumn', { column: sheet.titleAt(sheet.cursor.column) }), (table) => moveColumn(table, place, place.place + by));
  sheet.go({ row: sheet.cursor.row, column: sheet.cursor.column + by });
}

/** Fills the clipboard with the marked cells. */
export function copyMarked(sheet: Sheet, event: ClipboardEvent): void {
  const rows = sheet.marked();
  if (rows.length === 0) return;
  event.preventDefault();
  event.clipboardData?.setData('text/plain', printTabSeparated(rows));
  sheet.notice = t('studioTable.copied', { count: rows.length * rows[0]!.length });
}

export function applyPaste(sheet: Sheet, plan: PastePlan, cells: readonly TableCellChange[]): void {
  const { top, left } = sheet.range;
  sheet.edit(t('studioTable.stepPaste', { count: cells.length }), (table) => setCells(table, cells));
  const width = new Set(cells.map(({ column }) => column)).size;
  sheet.mark({ top, bottom: top + plan.rows - 1, left, right: left + width - 1 });
  sheet.notice = t('studioTable.pasted', { count: cells.length, rules: plan.newRules });
}

/** Goes to the next cell that is looked for, from the cursor on and around the end. */
export function findNext(sheet: Sheet, backwards = false): boolean {
  const { columns } = sheet;
  const total = sheet.ruleCount * columns;
  const from = sheet.cursor.row * columns + sheet.cursor.column;
  for (let step = 1; step <= total; step += 1) {
    const at = (((from + (backwards ? -step : step)) % total) + total) % total;
    const place = { row: Math.floor(at / columns), column: at % columns };
    if (!sheet.matches(sheet.textAt(place))) continue;
    sheet.go(place);
    return true;
  }
  return false;
}

/** How many cells hold what is looked for. */
export function countMatches(sheet: Sheet): number {
  let count = 0;
  for (const { inputs, outputs, annotation } of sheet.table.rules) {
    for (const text of inputs) if (sheet.matches(text)) count += 1;
    for (const text of outputs) if (sheet.matches(text)) count += 1;
    if (annotation !== undefined && sheet.matches(annotation)) count += 1;
  }
  return count;
}

/** Replaces what is looked for, in the cell at the cursor or in every cell. Gives the number of cells changed. */
export function replaceMatches(sheet: Sheet, by: string, all: boolean): number {
  const wanted = sheet.search.text.trim();
  if (wanted === '') return 0;
  const pattern = new RegExp(wanted.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'), 'giu');
  const changes: TableCellChange[] = [];
  const replace = (row: number, column: number, text: string): void => {
    if (sheet.matches(text)) changes.push({ row, column, text: sheet.search.wholeCell ? by : text.replace(pattern, () => by) });
  };
  if (!all) replace(sheet.ruleAt(sheet.cursor.row), sheet.cursor.column, sheet.textAt(sheet.cursor));
  else {
    const inputs = sheet.table.inputs.length;
    const outputs = sheet.table.outputs.length;
    sheet.table.rules.forEach((rule, row) => {
      rule.inputs.forEach((text, place) => replace(row, place, text));
      rule.outputs.forEach((text, place) => replace(row, inputs + place, text));
      if (rule.annotation !== undefined) replace(row, inputs + outputs, rule.annotation);
    });
  }
  sheet.edit(t('studioTable.stepReplace', { count: changes.length }), (table) => setCells(table, changes));
  return changes.length;
}

export interface KeyLinks { find: () => void; column: (column: number) => void; leave: () => void }

/** What a key does in the grid; false where it is left to the page. */
export function pressKey(sheet: Sheet, event: KeyboardEvent, page: number, links: KeyLinks): boolean {
  const { key, shiftKey, altKey } = event;
  const far = event.ctrlKey || event.metaKey;
  if (altKey && (key === 'ArrowUp' || key === 'ArrowDown')) return moveRows(sheet, { by: key === 'ArrowUp' ? -1 : 1 }), true;
  if (altKey && (key === 'ArrowLeft' || key === 'ArrowRight')) return shiftColumn(sheet, key === 'ArrowLeft' ? -1 : 1), true;
  if (altKey && key === 'Enter') return links.column(sheet.cursor.column), true;
  const moved = altKey ? null : movedBy(sheet.cursor, { key, far, page }, sheet.extent, sheet.isBlank);
  if (moved) return sheet.go(moved, shiftKey), true;
  if (key === 'Tab' && !far && !altKey) return tab(sheet, shiftKey ? -1 : 1);
  if (key === 'Escape') return sheet.go(sheet.cursor), links.leave(), true;
  if (key === ' ' && (shiftKey || far)) {
    const all = { top: sheet.range.top, bottom: sheet.range.bottom, left: sheet.range.left, right: sheet.range.right };
    return sheet.mark(shiftKey ? { ...all, left: 0, right: sheet.columns - 1 } : { ...all, top: 0, bottom: sheet.ruleCount - 1 }), true;
  }
  if (far && !altKey) return withControl(sheet, event, links);
  if (key === 'Enter' || key === 'F2') return sheet.startEdit(), true;
  if (key === 'Delete' || key === 'Backspace') return sheet.clearMarked(), true;
  if (key.length === 1 && !altKey && !sheet.readOnly) return sheet.startEdit(key), true;
  return false;
}

/** Through the row, then to the next one; out of the grid at its ends. */
function tab(sheet: Sheet, step: -1 | 1): boolean {
  const at = sheet.cursor.row * sheet.columns + sheet.cursor.column + step;
  if (at < 0 || at >= sheet.extent.rows * sheet.columns) return false;
  sheet.go({ row: Math.floor(at / sheet.columns), column: at % sheet.columns });
  return true;
}

function withControl(sheet: Sheet, event: KeyboardEvent, links: KeyLinks): boolean {
  switch (event.code) {
    case 'KeyA':
      return sheet.mark({ top: 0, bottom: Math.max(0, sheet.ruleCount - 1), left: 0, right: sheet.columns - 1 }), true;
    case 'KeyD':
      return fillMarked(sheet), true;
    case 'KeyF':
    case 'KeyH':
      return links.find(), true;
    case 'Equal':
    case 'NumpadAdd':
      return insertRows(sheet, 'above'), true;
    case 'Minus':
    case 'NumpadSubtract':
      return deleteRows(sheet), true;
    default:
      return false;
  }
}
