import type { FieldSpec } from '@arbiter/contracts/strategy/field';
import { isPlainObject } from '../check-literals.js';
import { factSpec, unitOf, withoutUnit } from '../fact-spec.js';
import { agree, genderOf, type Gender } from './russian-gender.js';
import { isDay, listInWords, quoted, valueInWords, type ReadingLanguage } from './value-in-words.js';

/** One side of a comparison. */
interface Side { text: string; gender: Gender; unit: string; temporal: boolean; value?: unknown; literal: boolean }

/** What a rule looks at: a fact by the title of its field, with what its path takes of it. */
function factSide(fact: unknown, path: unknown, fields: readonly FieldSpec[], language: ReadingLanguage): Side {
  const ru = language === 'ru';
  if (typeof fact !== 'string' || fact === '') return { text: ru ? '(поле не выбрано)' : '(no field chosen)', gender: 'n', unit: '', temporal: false, literal: false };
  const { spec, titles, taken } = factSpec(fields, fact, path);
  const last = titles.at(-1)!;
  const unit = unitOf(last);
  const words = titles.map((title, index) => (index === 0 ? lowerFirst(withoutUnit(title)) : withoutUnit(title))).join(' → ');
  const temporal = spec?.type === 'date' || spec?.type === 'date and time' || spec?.type === 'time';
  if (taken === 'length') return { text: ru ? `число элементов в ${quoted(words, language)}` : `number of items in ${quoted(words, language)}`, gender: 'n', unit: '', temporal: false, literal: false };
  if (taken === 'elements') return { text: ru ? `список ${quoted(words, language)}` : `list ${quoted(words, language)}`, gender: 'm', unit, temporal, literal: false };
  return { text: words, gender: genderOf(last), unit, temporal, literal: false };
}

/** The first letter small, unless it begins an abbreviation: "Сумма долга" → "сумма долга", "ИНН" stays. */
const lowerFirst = (text: string): string => (/^\p{Lu}(?:[\p{Lu}\d]|$)/u.test(text) ? text : text.charAt(0).toLowerCase() + text.slice(1));

/** A comparison as a clause: "сумма долга больше 50 000". Anything that a document may hold gives some text. */
export function comparisonInWords(condition: Readonly<Record<string, unknown>>, fields: readonly FieldSpec[], language: ReadingLanguage, denied = false): string {
  const left = factSide(condition.fact, condition.path, fields, language);
  const { value } = condition;
  const right: Side = isPlainObject(value) && Object.hasOwn(value, 'fact')
    ? factSide(value.fact, value.path, fields, language)
    : { text: Array.isArray(value) ? listInWords(value, language, left.unit) : valueInWords(value, language, left.unit), gender: 'n', unit: '', temporal: isDay(value) || (Array.isArray(value) && value.length > 0 && value.every(isDay)), value, literal: true };
  const decorators = typeof condition.operator === 'string' ? condition.operator.split(':') : [];
  return clause(left, decorators, right, language, denied);
}

function clause(left: Side, [decorator, ...rest]: readonly string[], right: Side, language: ReadingLanguage, denied: boolean): string {
  const ru = language === 'ru';
  if (rest.length === 0) return plain(left, decorator ?? '', right, language, denied);
  const deny = (text: string): string => (denied ? (ru ? `неверно, что ${text}` : `it is not true that ${text}`) : text);
  switch (decorator) {
    case 'not':
      return clause(left, rest, right, language, !denied);
    case 'swap':
      return clause(right, rest, left, language, denied);
    case 'someFact':
      return deny(clause({ ...left, text: ru ? `хотя бы одно значение в ${quoted(left.text, language)}` : `at least one value of ${quoted(left.text, language)}`, gender: 'n' }, rest, right, language, false));
    case 'everyFact':
      return deny(clause({ ...left, text: ru ? `каждое значение в ${quoted(left.text, language)}` : `every value of ${quoted(left.text, language)}`, gender: 'n' }, rest, right, language, false));
    case 'someValue':
      return deny(clause(left, rest, { ...right, text: ru ? `хотя бы одно из (${right.text})` : `at least one of (${right.text})`, value: undefined, literal: false }, language, false));
    case 'everyValue':
      return deny(clause(left, rest, { ...right, text: ru ? `каждое из (${right.text})` : `each of (${right.text})`, value: undefined, literal: false }, language, false));
    default:
      return deny(`${left.text} ${[decorator, ...rest].join(':')} ${right.text}`);
  }
}

const opposites: Readonly<Record<string, string>> = { equal: 'notEqual', notEqual: 'equal', in: 'notIn', notIn: 'in', contains: 'doesNotContain', doesNotContain: 'contains' };

function plain(left: Side, operator: string, right: Side, language: ReadingLanguage, denied: boolean): string {
  const opposite = opposites[operator];
  if (denied && opposite !== undefined) return plain(left, opposite, right, language, false);
  // A value that is no number is neither greater nor not greater, so the denial is said as it is.
  if (denied) return language === 'ru' ? `неверно, что ${plain(left, operator, right, language, false)}` : `it is not true that ${plain(left, operator, right, language, false)}`;
  if (operator === '') return language === 'ru' ? `${left.text} (сравнение не выбрано)` : `${left.text} (no comparison chosen)`;
  return language === 'ru' ? inRussian(left, operator, right) : inEnglish(left, operator, right);
}

const temporalWords = { ru: { lessThan: 'раньше', lessThanInclusive: 'не позже', greaterThan: 'позже', greaterThanInclusive: 'не раньше' }, en: { lessThan: 'is before', lessThanInclusive: 'is on or before', greaterThan: 'is after', greaterThanInclusive: 'is on or after' } } as const;
const orderWords = { ru: { lessThan: 'меньше', lessThanInclusive: 'не больше', greaterThan: 'больше', greaterThanInclusive: 'не меньше' }, en: { lessThan: 'is less than', lessThanInclusive: 'is at most', greaterThan: 'is greater than', greaterThanInclusive: 'is at least' } } as const;

const isOrder = (operator: string): operator is keyof (typeof orderWords)['ru'] => Object.hasOwn(orderWords.ru, operator);

/** A list of one value is that value. */
const single = (right: Side): unknown[] | undefined => (right.literal && Array.isArray(right.value) && right.value.length === 1 ? (right.value as unknown[]) : undefined);

function inRussian(left: Side, operator: string, right: Side): string {
  const { text: subject, gender } = left;
  const is = (negative: boolean): string => {
    const not = negative ? 'не ' : '';
    if (right.literal && right.value === null) return `${subject} ${negative ? '' : 'не '}${agree(gender, 'заполнен', 'заполнена', 'заполнено', 'заполнены')}`;
    if (right.literal && typeof right.value === 'number') return `${subject} ${not}${agree(gender, 'равен', 'равна', 'равно', 'равны')} ${right.text}`;
    if (!right.literal) return `${subject} ${not}${agree(gender, 'совпадает', 'совпадает', 'совпадает', 'совпадают')} с ${quoted(right.text, 'ru')}`;
    return `${subject} — ${not}${right.text}`;
  };
  if (operator === 'equal') return is(false);
  if (operator === 'notEqual') return is(true);
  if (operator === 'in' || operator === 'notIn') {
    const negative = operator === 'notIn';
    const only = single(right);
    if (only) return inRussian(left, negative ? 'notEqual' : 'equal', { ...right, value: only[0] });
    if (right.literal && typeof right.value === 'string') return `${subject} — ${negative ? 'не ' : ''}часть текста ${right.text}`;
    if (!right.literal) return `${subject} ${negative ? 'не ' : ''}${agree(gender, 'входит', 'входит', 'входит', 'входят')} в ${quoted(right.text, 'ru')}`;
    return negative ? `${subject} — не из списка: ${right.text}` : `${subject} — ${agree(gender, 'один', 'одна', 'одно', 'одни')} из: ${right.text}`;
  }
  if (operator === 'contains' || operator === 'doesNotContain') return `${subject} ${operator === 'contains' ? '' : 'не '}${gender === 'pl' ? 'содержат' : 'содержит'} ${right.text}`;
  if (isOrder(operator)) return `${subject} ${(left.temporal || right.temporal ? temporalWords : orderWords).ru[operator]}${right.literal ? ` ${right.text}` : `, чем ${right.text}`}`;
  return `${subject} ${operator} ${right.text}`;
}

function inEnglish(left: Side, operator: string, right: Side): string {
  const { text: subject } = left;
  const is = (negative: boolean): string => {
    if (right.literal && right.value === null) return `${subject} is ${negative ? 'filled in' : 'empty'}`;
    if (right.literal && typeof right.value === 'boolean') return `${subject} is ${negative ? 'not ' : ''}${right.text}`;
    return `${subject} ${negative ? 'is not' : 'is'} ${right.literal ? right.text : `the same as ${quoted(right.text, 'en')}`}`;
  };
  if (operator === 'equal') return is(false);
  if (operator === 'notEqual') return is(true);
  if (operator === 'in' || operator === 'notIn') {
    const negative = operator === 'notIn';
    const only = single(right);
    if (only) return inEnglish(left, negative ? 'notEqual' : 'equal', { ...right, value: only[0] });
    if (right.literal && typeof right.value === 'string') return `${subject} is ${negative ? 'not ' : ''}a part of ${right.text}`;
    if (!right.literal) return `${subject} is ${negative ? 'not ' : ''}in ${quoted(right.text, 'en')}`;
    return `${subject} is ${negative ? 'none' : 'one'} of ${right.text}`;
  }
  if (operator === 'contains' || operator === 'doesNotContain') return `${subject} ${operator === 'contains' ? 'contains' : 'does not contain'} ${right.text}`;
  if (isOrder(operator)) return `${subject} ${(left.temporal || right.temporal ? temporalWords : orderWords).en[operator]} ${right.text}`;
  return `${subject} ${operator} ${right.text}`;
}
