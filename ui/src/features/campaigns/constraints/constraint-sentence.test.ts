import type { Constraint } from '@arbiter/contracts';
import { describe, expect, it } from 'vitest';
import { messages as en } from '../../../lib/i18n/messages/en/index.js';
import { messages as ru } from '../../../lib/i18n/messages/ru/index.js';
import { createTranslator } from '../../../lib/i18n/translator.js';
import { constraintSentence, type Wording } from './constraint-sentence.js';

const names = { phone: 'Телефон', court: 'Суд', soft: 'Мягкое', hard: 'Жёсткое' } as Record<string, string>;
const named = (id: string) => names[id] ?? id;
const wording = (t: Wording['t']): Wording => ({
  t, action: named, channel: named, stage: named, attribute: () => 'Сегмент', value: (_attribute, value) => value,
  count: String, money: (minor) => `${minor / 100} ₽`, share: (value) => `${value * 100} %`,
});
const russian = wording(createTranslator(ru, 'ru'));
const english = wording(createTranslator(en, 'en'));

describe('constraintSentence', () => {
  it.each<[Constraint, string, string]>([
    [{ id: 'a', kind: 'budget', atMostMinor: 10_000_00 }, 'Бюджет: не более 10000 ₽', 'Budget: at most 10000 ₽'],
    [{ id: 'a', kind: 'capacity', of: { channel: ['phone'] }, atMost: 10_000, per: 'week' }, 'Канал «Телефон»: не более 10000 в неделю', 'Channel “Телефон”: at most 10000 a week'],
    [{ id: 'a', kind: 'capacity', of: { channel: ['phone', 'court'], stage: ['hard'] }, atMost: 5, per: 'campaign', for: { attribute: 'segment', values: ['VIP'] } }, 'Каналы «Телефон», «Суд», этап «Жёсткое»: не более 5 за кампанию — для: Сегмент: VIP', 'Channels “Телефон”, “Суд”, stage “Жёсткое”: at most 5 in the campaign — for: Сегмент: VIP'],
    [{ id: 'a', kind: 'share', of: { channel: ['court'] }, below: 0.05, denominator: 'acted-upon' }, 'Канал «Суд»: строго менее 5 % клиентов, охваченных планом', 'Channel “Суд”: strictly below 5 % of the customers in the plan'],
    [{ id: 'a', kind: 'exclusion', forbid: { stage: ['soft'] }, for: { attribute: 'segment', values: ['VIP', 'B2G'] } }, 'Сегмент: VIP, B2G: запрещено — этап «Мягкое»', 'Сегмент: VIP, B2G: forbidden — stage “Мягкое”'],
    [{ id: 'a', kind: 'gap', of: { stage: ['hard'] }, after: { stage: ['soft'] }, days: 14 }, 'Этап «Жёсткое»: не раньше чем через 14 дней после: этап «Мягкое»', 'Stage “Жёсткое”: not earlier than 14 days after: stage “Мягкое”'],
    [{ id: 'a', kind: 'contacts', atMost: 2 }, 'Не более 2 контактов с одним клиентом за кампанию', 'At most 2 contacts with a customer in the campaign'],
    [{ id: 'a', kind: 'minimum', of: {}, atLeast: 3 }, 'Все мероприятия: не менее 3', 'All actions: at least 3'],
  ])('%j', (constraint, inRussian, inEnglish) => {
    expect(constraintSentence(constraint, russian)).toBe(inRussian);
    expect(constraintSentence(constraint, english)).toBe(inEnglish);
  });
});
