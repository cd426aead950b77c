import type { FieldSpec } from '@arbiter/contracts/strategy/field';
import { isPlainObject, pointer } from '../check-literals.js';
import { comparisonInWords } from './comparison-in-words.js';
import { quoted, valueInWords, type ReadingLanguage } from './value-in-words.js';

export type { ReadingLanguage } from './value-in-words.js';

/** A piece of a sentence. `path` is the JSON pointer of what it says, null for the words between. */
export interface Phrase {
  text: string;
  path: string | null;
  /** Set on the "and", "or" of a rule's own conditions: long rules are broken there. */
  joins?: true;
}

export interface RuleReading {
  index: number;
  name: string;
  /** The rule is switched off. */
  off: boolean;
  phrases: Phrase[];
}

export interface ReadingOptions {
  language: ReadingLanguage;
  /** Fields that facts are, for their titles and types; facts that are none of them go by their names. */
  fields?: readonly FieldSpec[];
}

const texts = {
  ru: { if: 'Если ', then: ', то ', always: 'Всегда: ', and: ' и ', or: ' или ', not: 'неверно, что ', holds: 'выполнено условие ', fails: 'не выполнено условие ', unreadable: '(условие не заполнено)', event: 'событие ', noEvent: '(событие не названо)', params: ' (', everything: 'верно всегда', nothing: 'не верно никогда', rule: 'Правило' },
  en: { if: 'If ', then: ', then ', always: 'Always: ', and: ' and ', or: ' or ', not: 'it is not true that ', holds: 'the condition holds: ', fails: 'the condition does not hold: ', unreadable: '(condition not filled in)', event: 'event ', noEvent: '(event not named)', params: ' (', everything: 'always true', nothing: 'never true', rule: 'Rule' },
} as const;

/** Nesting beyond which a hostile document is no longer followed. */
const deepest = 100;
const words = (text: string): Phrase => ({ text, path: null });

/** Every rule as a sentence, in the order of the document. Never throws: half-made and faulty documents are read as far as they go. */
export function readRuleSet(document: unknown, options: ReadingOptions): RuleReading[] {
  const rules: unknown = isPlainObject(document) ? document.rules : undefined;
  return Array.isArray(rules) ? rules.map((rule: unknown, index) => readRule(rule, index, options)) : [];
}

export function readRule(rule: unknown, index: number, options: ReadingOptions): RuleReading {
  const t = texts[options.language];
  const path = `/rules/${index}`;
  const { name, conditions, event, enabled } = isPlainObject(rule) ? rule : ({} as Record<string, unknown>);
  const always = isPlainObject(conditions) && isEmptyGroup(conditions);
  return {
    index,
    name: typeof name === 'string' && name.trim() !== '' ? name : typeof name === 'number' ? String(name) : `${t.rule} ${index + 1}`,
    off: enabled === false,
    phrases: [...(always ? [words(t.always)] : [words(t.if), ...readCondition(conditions, options, `${path}/conditions`), words(t.then)]), ...readEvent(event, `${path}/event`, options), words('.')],
  };
}

/** A condition as a clause; `path` is its JSON pointer. */
export function readCondition(condition: unknown, options: ReadingOptions, path: string, depth = 0, denied = false): Phrase[] {
  const { language, fields = [] } = options;
  const t = texts[language];
  if (!isPlainObject(condition) || depth > deepest) return [{ text: t.unreadable, path }];
  if (Object.hasOwn(condition, 'condition')) return [{ text: `${denied ? t.fails : t.holds}${quoted(String(condition.condition), language)}`, path }];
  const kind = (['any', 'all', 'not'] as const).find((key) => Object.hasOwn(condition, key));
  if (kind === undefined) return Object.hasOwn(condition, 'fact') || Object.hasOwn(condition, 'operator') ? [{ text: comparisonInWords(condition, fields, language, denied), path }] : [{ text: t.unreadable, path }];
  if (kind === 'not') return readCondition(condition.not, options, pointer(path, 'not'), depth + 1, !denied);
  const list: unknown = condition[kind];
  if (!Array.isArray(list)) return [{ text: t.unreadable, path }];
  // Without any condition a group is true, whichever way it joins.
  if (list.length === 0) return [{ text: denied ? t.nothing : t.everything, path }];
  const at = pointer(path, kind);
  if (list.length === 1) return readCondition(list[0], options, pointer(at, 0), depth + 1, denied);
  const join: Phrase = { text: kind === 'all' ? t.and : t.or, path: null, ...(depth === 0 ? { joins: true as const } : {}) };
  const inner = list.flatMap((child: unknown, index) => [...(index === 0 ? [] : [join]), ...closed(readCondition(child, options, pointer(at, index), depth + 1), t.not)]);
  if (denied) return [words(`${t.not}(`), ...inner, words(')')];
  return depth === 0 ? inner : [words('('), ...inner, words(')')];
}

/** A denial among others is bracketed, so that nobody reads on what it denies. */
function closed(phrases: Phrase[], not: string): Phrase[] {
  const [first] = phrases;
  return first?.text.startsWith(not) && first.path !== null ? [words('('), ...phrases, words(')')] : phrases;
}

const isEmptyGroup = (condition: Readonly<Record<string, unknown>>): boolean => ['all', 'any'].some((kind) => Array.isArray(condition[kind]) && (condition[kind] as unknown[]).length === 0);

function readEvent(event: unknown, path: string, { language }: ReadingOptions): Phrase[] {
  const t = texts[language];
  if (!isPlainObject(event) || typeof event.type !== 'string' || event.type === '') return [{ text: t.noEvent, path }];
  const params = isPlainObject(event.params) ? Object.entries(event.params) : [];
  const text = `${t.event}${quoted(event.type, language)}`;
  if (params.length === 0) return [{ text, path }];
  return [{ text: `${text}${t.params}${params.map(([key, value]) => `${key}: ${isPlainObject(value) && typeof value.fact === 'string' ? `${language === 'ru' ? 'значение' : 'value of'} ${quoted(value.fact, language)}` : valueInWords(value, language)}`).join(', ')})`, path }];
}

/** The sentence as plain text. */
export const readingText = (phrases: readonly Phrase[]): string => phrases.map(({ text }) => text).join('');
