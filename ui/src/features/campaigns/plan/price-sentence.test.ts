import type { LimitUse } from '@arbiter/contracts';
import { describe, expect, it } from 'vitest';
import { messages } from '../../../lib/i18n/messages/ru/index.js';
import { createTranslator } from '../../../lib/i18n/translator.js';
import { priceSentence } from './price-sentence.js';

const t: Parameters<typeof priceSentence>[2] = createTranslator(messages, 'ru');
const money = (minor: number) => `${minor / 100} ₽`;
const limit = (part: Partial<LimitUse>): LimitUse => ({ id: 'a', constraintId: 'a', period: null, unit: 'actions', sense: 'at-most', used: 10, limit: 10, slack: 0, price: 12_000, ...part });

describe('priceSentence', () => {
  it.each<[Partial<LimitUse>, Parameters<typeof priceSentence>[1], string]>([
    [{}, 'most-value', 'ещё одно даст 120 ₽'],
    [{ unit: 'money-minor', price: 3.4 }, 'most-value', 'ещё 1 ₽ даст 3.4 ₽'],
    [{ unit: 'money-minor', price: -0.5 }, 'least-cost', 'ещё 1 ₽ сэкономит 0.5 ₽'],
    [{ unit: 'money-minor', price: -6e-6, sense: 'at-least' }, 'least-cost', 'ещё 1000000 ₽ минимума стоит 6 ₽'],
    [{ unit: 'share' }, 'most-value', 'ещё один клиент сверх доли даст 120 ₽'],
    [{ sense: 'at-least', price: -500 }, 'most-value', 'каждое обязательное стоит 5 ₽'],
    [{ price: 0, slack: 3 }, 'most-value', 'запас есть — послабление ничего не даст'],
    [{ price: 0 }, 'most-value', 'исчерпано, но послабление почти ничего не даст'],
    [{ price: 0, sense: 'at-least', slack: 4 }, 'most-value', 'выполняется с запасом'],
    [{}, 'most-value-per-action', 'послабление поднимет отдачу мероприятия'],
  ])('%j, %s', (part, objective, sentence) => expect(priceSentence(limit(part), objective, t, money)).toBe(sentence));
});
