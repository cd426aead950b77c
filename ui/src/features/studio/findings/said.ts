import { inRussian, withoutFields } from '../expressions/feel-words.js';

/** A message of the check as it is said, `*` standing for what it tells of, and the Russian sentence: `$1` the first of these, `$1t` as a type, `$1k` as a kind of document, `$1v` as a JSON value, `$1p` as a part of the data model. */
export type Said = readonly [said: string, russian: string];

const kinds: Record<string, string> = { 'rule set': 'набор правил', 'decision table': 'таблица решений', scorecard: 'скоркарта', 'decision tree': 'дерево решений', model: 'модель', strategy: 'стратегия' };
const parts: Record<string, string> = { inputs: 'входных полей', variables: 'переменных', outputs: 'выходных полей', 'the names of the last error': 'имён последней ошибки' };
const others: readonly [RegExp, string][] = [
  [/\bintegers?\b/g, 'целое число'], [/\bobjects?\b/g, 'объект'], [/\barray\b/g, 'список'], [/\bcategor(y|ies)\b/g, 'категория'], [/\btexts?\b/g, 'текст'],
  [/\b(numbers|bigint)\b/g, 'число'], [/\bstrings\b/g, 'текст'], [/\bundefined\b/g, 'пусто'], [/\btrue or false\b/g, 'да/нет'], [/\(such as\b/g, '(например'], [/\bof\b/g, 'из:'], [/\bor\b/g, 'или'],
];

/** A type as the engine's messages name it, in Russian: «целое число», «список<текст>». */
export const typeInRussian = (text: string): string => others.reduce((told, [pattern, word]) => told.replace(pattern, word), inRussian(withoutFields(text).replace(/\b(an?|the) (?=[a-zA-Z])/g, '')));

const kindInRussian = (text: string): string => kinds[text.toLowerCase().replaceAll('-', ' ')] ?? text;
const valueInRussian = (text: string): string => (/^"|^[-\d]/.test(text) ? text : typeInRussian(text));
const as: Record<string, (text: string) => string> = { t: typeInRussian, k: kindInRussian, v: valueInRussian, p: (text) => parts[text] ?? text };

/** Reads messages by the first of the given sayings that they follow. */
export function reader(sayings: readonly Said[]): (message: string) => string | null {
  const read = sayings.map(([said, russian]) => [new RegExp(`^${said.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '([\\s\\S]*?)')}$`), russian] as const);
  return (message) => {
    for (const [pattern, russian] of read) {
      const match = pattern.exec(message);
      if (match) return russian.replace(/\$(\d)([tkvp])?/g, (_, at: string, how?: string) => (how ? as[how]!(match[Number(at)] ?? '') : (match[Number(at)] ?? '')));
    }
    return null;
  };
}
