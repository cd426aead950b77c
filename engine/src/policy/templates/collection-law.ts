import type { ContactPolicyDocument, PolicyCondition, PolicyRule, PolicyTest } from '@arbiter/contracts/real-time/contact-policy';
import { russianWorkCalendar } from './russian-work-calendar.js';

/** What a company calls its channels and customers. */
export interface CollectionLawParameters {
  /** Telephone talks; also those that a robot holds, which is the stricter reading of the law: name it under messages where your lawyers say so. */
  calls: readonly string[];
  /** Text and voice messages: SMS, push, messengers, e-mail, a recorded voice that only speaks. */
  messages: readonly string[];
  /** Meetings in person. */
  visits: readonly string[];
  /** Attribute that tells individuals from legal entities, and its values of individuals; who has no value is taken for an individual. */
  attribute: string;
  individuals: readonly string[];
  /** Besides calendar weeks and months, no 7 and no 30 days in a row may hold more: for those who want no quarrel over what a week is. */
  alsoSliding: boolean;
  /** Zone of customers without one. */
  timeZone: string;
}

export const collectionLawDefaults: CollectionLawParameters = {
  calls: ['phone', 'call', 'robot'],
  messages: ['sms', 'push', 'email', 'messenger', 'voice'],
  visits: ['visit', 'field'],
  attribute: 'kind',
  individuals: ['individual', 'person', 'sole-trader'],
  alsoSliding: false,
  timeZone: 'Europe/Moscow',
};

const collection = ['collection' as const];

/**
 * Federal Law 230-FZ of 3 July 2016, article 7, parts 3 and 5: how often and at which hours an individual in debt may be contacted, by the
 * clock where they live. The calendar day, week and month are counted, as the law names them. Legal entities are not touched.
 */
export function collectionLaw(parameters: Partial<CollectionLawParameters> = {}): ContactPolicyDocument {
  const chosen = { ...collectionLawDefaults, ...parameters };
  const { calls, messages, visits, attribute, individuals, alsoSliding, timeZone } = chosen;
  const cap = (id: string, channel: readonly string[], atMost: number, per: 'day' | 'week' | 'month', note: string): PolicyRule[] =>
    channel.length === 0 ? [] : [
      { kind: 'cap', id, of: { channel: [...channel], purpose: [...collection] }, atMost, per, note },
      ...(alsoSliding && per !== 'day' ? [{ kind: 'cap' as const, id: `${id}-sliding`, of: { channel: [...channel], purpose: [...collection] }, atMost, per: 'sliding-days' as const, length: per === 'week' ? 7 : 30, note: `${note}: и за любые ${per === 'week' ? 7 : 30} дней подряд` }] : []),
    ];
  const all = [...new Set([...calls, ...messages, ...visits])];
  const individual: PolicyCondition = { attribute, values: [...individuals], orMissing: true };
  return {
    title: '230-ФЗ, статья 7: взыскание с физических лиц',
    active: true,
    timeZone,
    for: [individual],
    rules: [
      ...(all.length === 0 ? [] : [{ kind: 'hours' as const, id: 'hours', of: { channel: all, purpose: [...collection] }, workdays: { from: '08:00', to: '22:00' }, daysOff: { from: '09:00', to: '20:00' }, note: 'Ч. 3 п. 1 и ч. 5 п. 1: по рабочим дням с 8 до 22, по выходным и праздникам с 9 до 20 местного времени. Производственный календарь: 2025 и 2026 годы; дополняйте его каждый год' }]),
      ...cap('calls-day', calls, 1, 'day', 'Ч. 3: не более одного телефонного разговора в сутки'),
      ...cap('calls-week', calls, 2, 'week', 'Ч. 3: не более двух в неделю'),
      ...cap('calls-month', calls, 8, 'month', 'Ч. 3: не более восьми в месяц'),
      ...cap('messages-day', messages, 2, 'day', 'Ч. 5: не более двух сообщений в сутки'),
      ...cap('messages-week', messages, 4, 'week', 'Ч. 5: не более четырёх в неделю'),
      ...cap('messages-month', messages, 16, 'month', 'Ч. 5: не более шестнадцати в месяц'),
      ...cap('visits-week', visits, 1, 'week', 'Ч. 3: не более одной личной встречи в неделю'),
    ],
    calendar: { daysOff: [...russianWorkCalendar.daysOff], workdays: [...russianWorkCalendar.workdays] },
    // Who collects cannot make the law softer by calling a message transactional: rules speak of collection alone.
    exempt: [],
    tests: testsOf(chosen),
  };
}

function testsOf({ calls, messages, visits, attribute, individuals, alsoSliding }: CollectionLawParameters): PolicyTest[] {
  const moscow = { timeZone: 'Europe/Moscow', attributes: { [attribute]: individuals[0] } };
  const made = (channel: string, days: readonly string[]) => days.map((at) => ({ at, channel, purpose: 'collection' as const }));
  const tests: PolicyTest[] = [];
  const add = (channel: string | undefined, rows: [name: string, at: string, earlier: string[], expect: string | null, changes?: Partial<PolicyTest>][]) => {
    if (channel === undefined) return;
    for (const [name, at, earlier, expect, changes] of rows) tests.push({ name: `${channel}: ${name}`, at, ...moscow, contacts: made(channel, earlier), offer: { channel, purpose: 'collection' }, expect, ...changes });
  };
  // Noon in Moscow is 09:00Z. The weeks begin on Mondays 2 and 9 March 2026.
  const noon = (...days: string[]) => days.map((day) => `${day}T09:00:00Z`);
  add(calls[0], [
    ['first of the day', '2026-03-11T09:00:00Z', [], null],
    ['second of the day', '2026-03-11T15:00:00Z', noon('2026-03-11'), 'calls-day'],
    ['second of the week', '2026-03-13T09:00:00Z', noon('2026-03-11'), null],
    ['third of the week', '2026-03-13T09:00:00Z', noon('2026-03-10', '2026-03-11'), 'calls-week'],
    ['the week is counted from Monday', '2026-03-16T09:00:00Z', noon('2026-03-13', '2026-03-14'), alsoSliding ? 'calls-week-sliding' : null],
    ['eighth of the month', '2026-03-31T09:00:00Z', noon('2026-03-02', '2026-03-03', '2026-03-10', '2026-03-11', '2026-03-17', '2026-03-18', '2026-03-23'), null],
    ['ninth of the month', '2026-03-31T09:00:00Z', noon('2026-03-02', '2026-03-03', '2026-03-10', '2026-03-11', '2026-03-17', '2026-03-18', '2026-03-23', '2026-03-24'), 'calls-month'],
    ['workday, 07:59', '2026-03-11T04:59:00Z', [], 'hours'],
    ['workday, 08:00', '2026-03-11T05:00:00Z', [], null],
    ['workday, 21:59', '2026-03-11T18:59:00Z', [], null],
    ['workday, 22:00', '2026-03-11T19:00:00Z', [], 'hours'],
    ['Saturday, 08:59', '2026-03-14T05:59:00Z', [], 'hours'],
    ['Saturday, 09:00', '2026-03-14T06:00:00Z', [], null],
    ['Saturday, 19:59', '2026-03-14T16:59:00Z', [], null],
    ['Saturday, 20:00', '2026-03-14T17:00:00Z', [], 'hours'],
    ['Vladivostok, Saturday, 21:30', '2026-03-14T11:30:00Z', [], 'hours', { timeZone: 'Asia/Vladivostok' }],
    ['Vladivostok, Friday, 21:30', '2026-03-13T11:30:00Z', [], null, { timeZone: 'Asia/Vladivostok' }],
    ['a holiday on a Monday, 21:00', '2026-03-09T18:00:00Z', [], 'hours'],
    ['a working Saturday, 21:00', '2025-11-01T18:00:00Z', [], null],
    ['nobody knows whether an individual', '2026-03-11T19:00:00Z', [], 'hours', { attributes: {} }],
    ['a legal entity', '2026-03-11T19:00:00Z', noon('2026-03-09', '2026-03-10', '2026-03-11'), null, { attributes: { [attribute]: 'legal-entity' } }],
    ['other purposes do not count', '2026-03-11T15:00:00Z', [], null, { contacts: [{ at: '2026-03-11T09:00:00Z', channel: calls[0]!, purpose: 'service' }] }],
    ['the debtor calls at night', '2026-03-11T22:00:00Z', [], null, { inbound: true }],
  ]);
  add(messages[0], [
    ['second of the day', '2026-03-11T15:00:00Z', noon('2026-03-11'), null],
    ['third of the day', '2026-03-11T15:00:00Z', ['2026-03-11T09:00:00Z', '2026-03-11T10:00:00Z'], 'messages-day'],
    ['fourth of the week', '2026-03-12T09:00:00Z', noon('2026-03-09', '2026-03-10', '2026-03-11'), null],
    ['fifth of the week', '2026-03-13T09:00:00Z', noon('2026-03-09', '2026-03-10', '2026-03-11', '2026-03-12'), 'messages-week'],
    ['sixteenth of the month', '2026-03-30T09:00:00Z', noon('2026-03-02', '2026-03-03', '2026-03-04', '2026-03-05', '2026-03-10', '2026-03-11', '2026-03-12', '2026-03-13', '2026-03-16', '2026-03-17', '2026-03-18', '2026-03-19', '2026-03-23', '2026-03-24', '2026-03-25'), null],
    ['seventeenth of the month', '2026-03-30T09:00:00Z', noon('2026-03-02', '2026-03-03', '2026-03-04', '2026-03-05', '2026-03-10', '2026-03-11', '2026-03-12', '2026-03-13', '2026-03-16', '2026-03-17', '2026-03-18', '2026-03-19', '2026-03-23', '2026-03-24', '2026-03-25', '2026-03-26'), 'messages-month'],
    ['workday, 22:00', '2026-03-11T19:00:00Z', [], 'hours'],
    ...(calls[0] === undefined ? [] : [['a call is no message', '2026-03-11T15:00:00Z', [], null, { contacts: made(calls[0], ['2026-03-11T09:00:00Z', '2026-03-11T10:00:00Z']) }] satisfies [string, string, string[], string | null, Partial<PolicyTest>]]),
  ]);
  add(visits[0], [
    ['first of the week', '2026-03-11T09:00:00Z', noon('2026-03-08'), alsoSliding ? 'visits-week-sliding' : null],
    ['second of the week', '2026-03-13T09:00:00Z', noon('2026-03-09'), 'visits-week'],
    ['Sunday, 20:00', '2026-03-15T17:00:00Z', [], 'hours'],
  ]);
  return tests;
}
