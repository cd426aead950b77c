/** A habit of other languages that FEEL does not share: where it stands, and what to write instead. */
export interface FeelHint {
  start: number;
  end: number;
  /** Key of the message: `hint-decimal-comma` and so on. */
  kind: 'decimal-comma' | 'russian-word' | 'equals' | 'and-or' | 'not-equal' | 'quotes' | 'not' | 'semicolon';
  found: string;
  instead: string;
}

const russianWords: Readonly<Record<string, string>> = {
  если: 'if', то: 'then', тогда: 'then', иначе: 'else', и: 'and', или: 'or', не: 'not', между: 'between', в: 'in', из: 'in', для: 'for', каждого: 'every', каждый: 'every', все: 'every',
  любой: 'some', некоторый: 'some', вернуть: 'return', истина: 'true', да: 'true', ложь: 'false', нет: 'false', пусто: 'null', сумма: 'sum', количество: 'count', среднее: 'mean', минимум: 'min',
  максимум: 'max', мин: 'min', макс: 'max', сегодня: 'today', дата: 'date', длина: 'string length', содержит: 'contains', округлить: 'round half up',
};

/** Source with everything inside of texts and comments blanked, so that places stay what they are. */
function withoutTexts(source: string): string {
  return source.replaceAll(/"(?:[^"\\]|\\.)*"?|\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)/g, (text) => (text.startsWith('"') && text.length > 1 ? `"${' '.repeat(text.length - 2)}${text.endsWith('"') ? '"' : ' '}` : ' '.repeat(text.length)));
}

/**
 * Finds what people who write other languages every day write by habit: decimal commas, words of Russian, `==`, `&&`. To be asked only
 * where something is wrong already: `max(1,5)` is sound FEEL. `known` are names in reach, which are no words by mistake.
 */
export function feelHints(source: string, known: (name: string) => boolean = () => false): FeelHint[] {
  const bare = withoutTexts(source);
  const hints: FeelHint[] = [];
  const find = (pattern: RegExp, make: (match: RegExpExecArray) => Pick<FeelHint, 'kind' | 'instead'> | null): void => {
    for (let match = pattern.exec(bare); match; match = pattern.exec(bare)) {
      const made = make(match);
      if (made) hints.push({ start: match.index, end: match.index + match[0].length, found: match[0], ...made });
    }
  };
  find(/(?<![\p{L}\p{N}_.])\d+,\d+(?![\p{L}\p{N}_])/gu, ([found]) => ({ kind: 'decimal-comma', instead: found.replace(',', '.') }));
  find(/[\p{L}_][\p{L}\p{N}_]*/gu, (match) => {
    const instead = russianWords[match[0].toLowerCase()];
    return instead !== undefined && !known(match[0]) && bare[match.index - 1] !== '.' ? { kind: 'russian-word', instead } : null;
  });
  find(/===?|<>|!==/g, ([found]) => (found.startsWith('=') ? { kind: 'equals', instead: '=' } : { kind: 'not-equal', instead: '!=' }));
  find(/&&|\|\|/g, ([found]) => ({ kind: 'and-or', instead: found === '&&' ? ' and ' : ' or ' }));
  find(/!(?=[\p{L}(])/gu, () => ({ kind: 'not', instead: 'not' }));
  find(/'[^']*'|«[^»]*»|“[^”]*”/g, ([found]) => ({ kind: 'quotes', instead: `"${found.slice(1, -1)}"` }));
  find(/;/g, () => ({ kind: 'semicolon', instead: ',' }));
  return hints.sort((a, b) => a.start - b.start);
}
