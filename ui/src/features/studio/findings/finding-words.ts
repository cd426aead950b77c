import type { Language } from '$lib/i18n/translator.js';
import { faultInWords, withoutFields } from '../expressions/feel-words.js';
import { dataWords } from './data-words.js';
import { graphWords } from './graph-words.js';
import { modelWords } from './model-words.js';
import { rulesWords } from './rules-words.js';
import { codeWords, runWords } from './run-words.js';
import { reader } from './said.js';
import { shapeInWords } from './shape-words.js';

/** What a check or a run tells: where, as what, and in the engine's English words. */
export interface Told {
  path?: string;
  code: string;
  message: string;
}

/** Words, with the language that they are in: English where there are no others. */
export interface Words {
  text: string;
  lang: Language;
}

const inRussian = reader([...graphWords, ...rulesWords, ...modelWords, ...runWords, ...dataWords]);
const name = String.raw`"[^"]*"(?: \([^()]*\))?`;

/** What stands before a message: the node, the place, what a value is for. */
const beginnings: readonly [RegExp, string][] = [
  [new RegExp(`^Node (${name}): `), 'Узел $1: '],
  [/^the value for "([^"]*)" on error: /, 'Значение «$1» при ошибке: '],
  [/^Default of "([^"]*)": /, 'Значение по умолчанию «$1»: '],
  [/^Data model: /, ''],
  [/^The input: /, ''],
  [/^Line \d+, column \d+: /, ''],
  [/^(\/\S*): /, '$1: '],
  [/^"([^"]*)"((?:\/[^\s:]+)*): /, '«$1»$2: '],
  [/^("[^"]*"(?: \([^()]*\))?) (?=goes on|cannot run)/, '$1: '],
];
const ends: readonly [RegExp, string][] = [
  [/ \(at character (\d+)\)$/, ' (знак $1)'],
  [/, and (\d+) more$/, ' и ещё ошибок: $1'],
];

const isRussian = (text: string): boolean => /[А-Яа-яЁё]/.test(text.replace(/«[^»]*»|"[^"]*"/g, ''));

function russian({ path = '', code, message }: Told): string | null {
  for (const [pattern, told] of ends) {
    const match = pattern.exec(message);
    const rest = match && russian({ path, code, message: message.slice(0, match.index) });
    if (rest) return rest + match[0].replace(pattern, told);
  }
  for (const [pattern, told] of beginnings) {
    const match = pattern.exec(message);
    const rest = match && russian({ path, code, message: message.slice(match[0].length) });
    if (rest) return match[0].replace(pattern, told) + (told.endsWith(' ') ? rest.charAt(0).toLowerCase() + rest.slice(1) : rest);
  }
  const said = inRussian(message) ?? shapeInWords(path, message, 'ru');
  if (said !== null) return said;
  const expression = faultInWords(message, 'ru');
  return isRussian(expression) ? expression : null;
}

/** Whether there is a Russian sentence for the message itself, not for its code alone. */
export const isSaidInRussian = (told: Told): boolean => told.code === 'unknown-key' || russian(told) !== null;

const lastKey = (path: string): string => path.split('/').findLast((key) => key !== '' && !/^\d+$/.test(key)) ?? '';

/** What a check or a run tells, for people: English as the engine says it (faults of shape as what to do), Russian by the form of the message, else by its code with the engine's own words after it. */
export function findingInWords(told: Told, language: Language): Words {
  const { path = '', code, message } = told;
  const node = new RegExp(`^Node (${name}): `).exec(message);
  if (language === 'en') {
    const shape = code === 'wrong-shape' ? shapeInWords(path, message, 'en') : null;
    return { text: shape === null ? withoutFields(message) : node ? `${node[0]}${shape}` : shape, lang: 'en' };
  }
  if (code === 'unknown-key' && message.endsWith('this key is not known; take it out')) return { text: `${node ? `Узел ${node[1]}: ` : ''}лишняя настройка «${lastKey(path)}», уберите её`, lang: 'ru' };
  const said = russian(told);
  // What is Russian already stays so.
  if (said !== null || isRussian(message)) return { text: said ?? message, lang: 'ru' };
  const lead = Object.hasOwn(codeWords, code) ? codeWords[code]! : null;
  return lead === null ? { text: message, lang: 'en' } : { text: `${lead}: ${message}`, lang: 'ru' };
}

/** The same finding with words of the reader's language in place of the engine's, which stay as `said`. */
export function inWordsOf<F extends Told>(language: Language, finding: F): F & { said: string } {
  return { ...finding, message: findingInWords(finding, language).text, said: finding.message };
}

/** Words of a finding without the node that they begin with: for where the node is in sight. */
export function withoutNode(text: string): string {
  const rest = text.replace(new RegExp(`^(?:Node|Узел) ${name}: `), '');
  return rest === text ? text : rest.charAt(0).toUpperCase() + rest.slice(1);
}
