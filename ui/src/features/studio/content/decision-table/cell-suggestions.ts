import { splitTests } from '@arbiter/engine/decision-table/split-tests';
import { cellText } from '@arbiter/engine/strategy-edit/table-edits';
import type { Sheet } from './sheet.svelte.js';

const most = 40;
const mostLookedAt = 20_000;

/** What a cell of a column may say: the values that the column allows, those of the data model, then what its other cells say. */
export function suggestionsFor(sheet: Sheet, column: number, specValues: readonly (string | number | boolean)[] = []): string[] {
  const { kind, place } = sheet.placeAt(column);
  if (kind === 'annotation') return [];
  const input = kind === 'input' ? sheet.table.inputs[place] : undefined;
  const output = kind === 'output' ? sheet.table.outputs[place] : undefined;
  const found = new Set<string>([...(input?.allowed ? splitTests(input.allowed) : []), ...(output?.values ?? []), ...specValues.map((value) => JSON.stringify(value))]);
  if (sheet.typeAt(column) === 'boolean') for (const value of ['true', 'false']) found.add(value);
  const counts = new Map<string, number>();
  const step = Math.max(1, Math.ceil(sheet.table.rules.length / mostLookedAt));
  for (let row = 0; row < sheet.table.rules.length; row += step) {
    const text = cellText(sheet.table, row, column);
    if (text !== '' && text !== '-' && text.length < 80) counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  for (const [text] of [...counts].sort((a, b) => b[1] - a[1]).slice(0, most)) found.add(text);
  return [...found];
}

/** Those that go on from what is written; all of them while nothing is. */
export function fittingSuggestions(suggestions: readonly string[], written: string): string[] {
  const wanted = written.trim().toLowerCase().replace(/^"/, '');
  const fitting = wanted === '' ? suggestions : suggestions.filter((text) => text.toLowerCase().includes(wanted) && text !== written);
  return fitting.slice(0, 12);
}
