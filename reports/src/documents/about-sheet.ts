import type { DocumentWords } from './document-words.js';
import type { Sheet, SheetCell } from './report-document.js';

export interface About {
  title: string;
  kind: string;
  facts: readonly { label: string; value: string }[];
  /** What stands in the other sheets. */
  contents: readonly { name: string; rows: number }[];
  terms: readonly { term: string; meaning: string }[];
  notes: readonly string[];
  /** SQL behind the numbers. */
  queries: readonly string[];
}

/** First sheet of a workbook: what it is, of when, of whom, and what its words mean. */
export function aboutSheet(words: DocumentWords, { title, kind, facts, contents, terms, notes, queries }: About): Sheet {
  const text = (value: string): SheetCell => ({ value });
  const rows: SheetCell[][] = [
    [text(kind), text(title)],
    ...facts.map(({ label, value }) => [text(label), text(value)]),
    ...contents.map(({ name, rows }) => [text(`${words.text.sheet}: ${name}`), { value: rows, unit: 'count' as const }]),
    ...terms.map(({ term, meaning }) => [text(term), text(meaning)]),
    ...notes.map((note) => [text(words.text.notes), text(note)]),
    // A cell of a workbook holds 32,767 characters.
    ...queries.map((sql) => [text(words.text.query), text(sql.slice(0, 32_000))]),
  ];
  return { name: words.text.about, columns: [{ title: words.text.about, width: 34 }, { title: '', width: 100 }], rows: () => rows, rowCount: rows.length };
}
