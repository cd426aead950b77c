import { parseFeel } from '../feel/parse/parse-feel.js';

/** The parts of a list of unary tests such as `"Approved", "Declined"`, each as its source. Unreadable text has none. */
export function listedValues(text: string, names: Iterable<string>): string[] {
  const tree = parseFeel(text, { dialect: 'unary-tests', names });
  if (!tree.ok || tree.value.kind !== 'tests') return [];
  return tree.value.tests.map(({ start, end }) => text.slice(start, end));
}
