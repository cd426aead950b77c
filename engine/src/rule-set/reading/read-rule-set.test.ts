import type { FieldSpec } from '@arbiter/contracts/strategy/field';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { generateCase } from '../generate-rule-set.js';
import { readingText, readRule, readRuleSet, type ReadingLanguage } from './read-rule-set.js';
import { genderOf } from './russian-gender.js';

const fields: FieldSpec[] = [
  { name: 'debt', title: 'Сумма долга, ₽', type: 'number' },
  { name: 'region', title: 'Регион', type: 'string' },
  { name: 'dpd', title: 'Дней просрочки', type: 'integer' },
  { name: 'blacklisted', title: 'В чёрном списке', type: 'boolean' },
  { name: 'paidOn', title: 'Последний платёж', type: 'date' },
  { name: 'contracts', title: 'Договоры', type: 'list', items: { type: 'object', fields: [{ name: 'rate', title: 'Ставка', type: 'number' }] } },
  { name: 'client', title: 'Клиент', type: 'object', fields: [{ name: 'city', title: 'Город', type: 'string' }] },
  { name: 'INN', title: 'ИНН', type: 'string' },
];
const said = (conditions: unknown, language: ReadingLanguage = 'ru', own: FieldSpec[] = fields): string =>
  readingText(readRule({ conditions, event: { type: 'call' } }, 0, { language, fields: own }).phrases).replaceAll('\u00a0', ' ').replaceAll('\u202f', ' ');
const one = (fact: string, operator: string, value: unknown, more: object = {}) => ({ all: [{ fact, operator, value, ...more }] });
const si = (text: string) => `Если ${text}, то событие «call».`;

describe('a rule in words', () => {
  it.each<[unknown, string]>([
    [one('debt', 'greaterThan', 50_000), 'сумма долга больше 50 000 ₽'],
    [one('debt', 'equal', 5), 'сумма долга равна 5 ₽'],
    [one('region', 'equal', 'Москва'), 'регион — «Москва»'],
    [one('region', 'notEqual', null), 'регион заполнен'],
    [one('region', 'in', ['Москва', 'Казань']), 'регион — один из: «Москва», «Казань»'],
    [one('region', 'notIn', ['Москва', 'Казань']), 'регион — не из списка: «Москва», «Казань»'],
    [one('region', 'in', ['Москва']), 'регион — «Москва»'],
    [one('region', 'in', 'Московская'), 'регион — часть текста «Московская»'],
    [one('dpd', 'equal', 5), 'дней просрочки равно 5'],
    [one('dpd', 'greaterThanInclusive', 5), 'дней просрочки не меньше 5'],
    [one('blacklisted', 'equal', true), 'в чёрном списке — да'],
    [one('paidOn', 'lessThan', '2026-05-01'), 'последний платёж раньше 1 мая 2026 г.'],
    [one('paidOn', 'equal', null), 'последний платёж не заполнен'],
    [one('contracts', 'greaterThan', 2, { path: '$.length' }), 'число элементов в «договоры» больше 2'],
    [one('contracts', 'someFact:greaterThan', 20, { path: '$[*].rate' }), 'хотя бы одно значение в «список «договоры → Ставка»» больше 20'],
    [one('client', 'equal', 'Уфа', { path: '$.city' }), 'клиент → Город — «Уфа»'],
    [one('INN', 'equal', { fact: 'region' }), 'ИНН совпадает с «регион»'],
    [one('debt', 'greaterThan', { fact: 'dpd' }), 'сумма долга больше, чем дней просрочки'],
    [one('debt_amount', 'equal', 1), 'debt_amount равно 1'],
    [{ not: one('debt', 'greaterThan', 5) }, 'неверно, что сумма долга больше 5 ₽'],
    [{ not: { any: [one('debt', 'equal', 5), one('region', 'equal', 'x')] } }, 'неверно, что (сумма долга равна 5 ₽ или регион — «x»)'],
    [{ all: [{ fact: 'debt', operator: 'greaterThan', value: 1 }, { any: [{ fact: 'region', operator: 'equal', value: 'a' }, { condition: 'Свои' }] }] }, 'сумма долга больше 1 ₽ и (регион — «a» или выполнено условие «Свои»)'],
    [{ any: [{ not: { fact: 'debt', operator: 'lessThan', value: 1 } }, { fact: 'region', operator: 'equal', value: 'x' }] }, '(неверно, что сумма долга меньше 1 ₽) или регион — «x»'],
    [{ all: [{}] }, '(условие не заполнено)'],
    [{ all: [{ fact: '', operator: '', value: '' }] }, '(поле не выбрано) (сравнение не выбрано)'],
  ])('%j', (conditions, expected) => expect(said(conditions)).toBe(si(expected)));

  it('reads English', () => {
    const named: FieldSpec[] = [{ name: 'debt', title: 'Debt', type: 'number' }, { name: 'region', title: 'Region', type: 'string' }];
    expect(said({ all: [{ fact: 'debt', operator: 'greaterThan', value: 50_000 }, { fact: 'region', operator: 'in', value: ['Kazan', 'Moscow'] }] }, 'en', named)).toBe('If debt is greater than 50,000 and region is one of “Kazan”, “Moscow”, then event “call”.');
    expect(said({ all: [] }, 'en')).toBe('Always: event “call”.');
    expect(said({ not: one('region', 'contains', 'x') }, 'en', named)).toBe('If region does not contain “x”, then event “call”.');
    expect(said(one('on', 'greaterThanInclusive', '2026-05-01'), 'en')).toBe('If on is on or after 1 May 2026, then event “call”.');
  });

  it('names rules, events with their params, and what is off', () => {
    const [first, second] = readRuleSet({ rules: [{ enabled: false, name: 'A', conditions: { all: [] }, event: { type: 'offer', params: { actionId: 'card', rate: 0.5, at: { fact: 'day' } } } }, 5] }, { language: 'ru' });
    expect(first).toMatchObject({ name: 'A', off: true });
    expect(readingText(first!.phrases)).toBe('Всегда: событие «offer» (actionId: «card», rate: 0,5, at: значение «day»).');
    expect(second).toMatchObject({ name: 'Правило 2', off: false });
  });

  it('points each phrase at its condition', () => {
    const { phrases } = readRule({ conditions: { any: [{ fact: 'a', operator: 'equal', value: 1 }, { not: { fact: 'b', operator: 'equal', value: 2 } }] }, event: { type: 'x' } }, 3, { language: 'en' });
    expect(phrases.filter(({ path }) => path !== null).map(({ path }) => path)).toEqual(['/rules/3/conditions/any/0', '/rules/3/conditions/any/1/not', '/rules/3/event']);
  });

  it('never throws, whatever the document is', () => {
    fc.assert(fc.property(fc.jsonValue(), fc.constantFrom<ReadingLanguage>('ru', 'en'), (value, language) => {
      readRuleSet(value, { language });
      readRuleSet({ rules: [value, { conditions: value, event: value }, { conditions: { all: [value, { fact: value, operator: 'in', value }] }, event: { type: 'x', params: { value } } }] }, { language, fields });
    }), { numRuns: 300 });
    for (let seed = 0; seed < 400; seed += 1) for (const language of ['ru', 'en'] as const) expect(readRuleSet(generateCase(seed).document, { language }).every(({ phrases }) => readingText(phrases).endsWith('.'))).toBe(true);
  });

  it.each([['Сумма', 'f'], ['Последний платёж', 'm'], ['Кредитная нагрузка', 'f'], ['Дней просрочки', 'n'], ['Количество', 'n'], ['Задолженность', 'f'], ['Договоры', 'pl'], ['Решение', 'n'], ['Обязательные поля', 'pl'], ['Имя', 'n'], ['Календарь', 'm'], ['score', 'n'], ['', 'n']])('gender of %s', (title, gender) => expect(genderOf(title)).toBe(gender));
});
