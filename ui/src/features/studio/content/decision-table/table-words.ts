import { splitTests } from '@arbiter/engine/decision-table/split-tests';
import { format } from '$lib/format/format.svelte.js';
import { t } from '$lib/i18n/i18n.svelte.js';

const mostParts = 4;

/** A part of the input space in words of the user's language: `возраст от 18 до 25, регион — "EU"`. */
export function regionWords(tests: readonly string[], titles: readonly string[]): string {
  const parts = tests.flatMap((test, column) => (test === '-' ? [] : [t('studioTable.wordsColumn', { column: titles[column] ?? '', test: testWords(test) })]));
  if (parts.length === 0) return t('studioTable.wordsAny');
  return parts.length > mostParts ? `${parts.slice(0, mostParts).join('; ')}; …` : parts.join('; ');
}

/** Unary tests, as the analysis prints them, in words. */
export function testWords(tests: string): string {
  const negated = /^not\((.*)\)$/s.exec(tests);
  if (negated) {
    const inner = splitTests(negated[1]!);
    const named = inner.filter((part) => part !== 'null');
    if (named.length === 0) return t('studioTable.wordsPresent');
    return t('studioTable.wordsExcept', { values: listed(named) });
  }
  return listed(splitTests(tests));
}

function listed(parts: readonly string[]): string {
  const words = parts.slice(0, 8).map(oneWord);
  if (parts.length > 8) words.push('…');
  return words.length > 1 ? t('studioTable.wordsOr', { first: words.slice(0, -1).join(', '), last: words.at(-1)! }) : (words[0] ?? '');
}

function oneWord(test: string): string {
  if (test === 'null') return t('studioTable.wordsNull');
  if (test === 'true') return t('studioTable.wordsTrue');
  if (test === 'false') return t('studioTable.wordsFalse');
  const range = /^([[(])(.+)\.\.(.+)([\])])$/s.exec(test);
  if (range) {
    const [, open, low, high, close] = range as unknown as [string, string, string, string, string];
    const values = { low: value(low), high: value(high) };
    return open === '[' ? (close === ']' ? t('studioTable.wordsRange', values) : t('studioTable.wordsRangeBelow', values)) : close === ']' ? t('studioTable.wordsRangeAbove', values) : t('studioTable.wordsRangeBetween', values);
  }
  const compared = /^(<=|>=|<|>)\s*(.+)$/s.exec(test);
  if (compared) {
    const one = { value: value(compared[2]!) };
    return compared[1] === '<' ? t('studioTable.wordsLess', one) : compared[1] === '<=' ? t('studioTable.wordsAtMost', one) : compared[1] === '>' ? t('studioTable.wordsMore', one) : t('studioTable.wordsAtLeast', one);
  }
  return value(test);
}

/** A literal as the reader writes it. */
function value(text: string): string {
  const bare = text.trim();
  const date = /^@"(\d{4}-\d{2}-\d{2})"$/.exec(bare);
  if (date) return format.date(date[1]!);
  const moment = /^@"(.+)"$/.exec(bare);
  if (moment) return moment[1]!;
  return /^-?\d+(\.\d+)?$/.test(bare) ? format.number(Number(bare), Math.min(6, bare.split('.')[1]?.length ?? 0)) : bare;
}
