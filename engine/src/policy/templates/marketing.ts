import type { ContactPolicyDocument, PolicyRule, PolicyTest } from '@arbiter/contracts/real-time/contact-policy';

export interface MarketingParameters {
  /** Channels that go out to the customer; pages and screens that the customer opens are not among them. */
  channels: readonly string[];
  /** Name of the consent to advertising through a channel. */
  consentOf: (channel: string) => string;
  /** Flag of an open complaint. */
  complaint: string;
  timeZone: string;
}

export const marketingDefaults: MarketingParameters = {
  channels: ['sms', 'push', 'email', 'phone'],
  consentOf: (channel) => `ads_${channel.toLowerCase().replace(/[^a-z0-9_]/g, '_')}`,
  complaint: 'complaint',
  timeZone: 'Europe/Moscow',
};

/**
 * A careful policy of advertising: consent for each channel, nothing while a complaint is open, 9 to 21 by the customer's clock, 20 hours
 * between contacts, 1 a day, 3 a week, 8 a month over all channels. What is no advertising is counted, since it tires the customer as well, but
 * never held back by caps and gaps.
 */
export function marketing(parameters: Partial<MarketingParameters> = {}): ContactPolicyDocument {
  const { channels, consentOf, complaint, timeZone } = { ...marketingDefaults, ...parameters };
  const all = channels.length > 0 ? { channel: [...channels] } : {};
  const sales = { ...all, purpose: ['sales' as const] };
  const rules: PolicyRule[] = [
    { kind: 'suppress', id: 'complaint', of: { purpose: ['sales'] }, flag: complaint, note: 'Пока жалоба открыта, ничего не предлагаем' },
    ...channels.map((channel): PolicyRule => ({ kind: 'consent', id: `consent-${channel}`, of: { channel: [channel], purpose: ['sales'] }, consent: consentOf(channel), note: 'Реклама только с согласия (38-ФЗ «О рекламе», ст. 18)' })),
    { kind: 'hours', id: 'quiet-hours', of: sales, workdays: { from: '09:00', to: '21:00' }, daysOff: { from: '09:00', to: '21:00' } },
    { kind: 'gap', id: 'gap', of: all, hours: 20 },
    { kind: 'cap', id: 'day', of: all, atMost: 1, per: 'day' },
    { kind: 'cap', id: 'week', of: all, atMost: 3, per: 'week' },
    { kind: 'cap', id: 'month', of: all, atMost: 8, per: 'month' },
  ];
  return { title: 'Реклама: согласие, тихие часы, частота контактов', active: true, timeZone, rules, exempt: ['transactional', 'service', 'collection'], tests: testsOf({ channels, consentOf, complaint, timeZone }) };
}

function testsOf({ channels, consentOf, complaint }: MarketingParameters): PolicyTest[] {
  const channel = channels[0];
  if (channel === undefined) return [];
  const other = channels[1] ?? channel;
  const made = (...days: string[]) => days.map((day) => ({ at: `${day}T09:00:00Z`, channel: other, purpose: 'sales' as const }));
  const row = (name: string, at: string, expect: string | null, changes: Partial<PolicyTest> = {}): PolicyTest => ({
    name, at, timeZone: 'Europe/Moscow', consents: { [consentOf(channel)]: true }, offer: { channel, purpose: 'sales' }, expect, ...changes,
  });
  const noon = '2026-03-31T09:00:00Z';
  return [
    row('nothing against it', noon, null),
    row('no consent for the channel', noon, `consent-${channel}`, { consents: {} }),
    row('consent withdrawn', noon, `consent-${channel}`, { consents: { [consentOf(channel)]: false } }),
    row('an open complaint', noon, 'complaint', { flags: [complaint] }),
    row('an open complaint, service', noon, null, { flags: [complaint], offer: { channel, purpose: 'service' } }),
    row('08:59', '2026-03-31T05:59:00Z', 'quiet-hours'),
    row('09:00', '2026-03-31T06:00:00Z', null),
    row('21:00', '2026-03-31T18:00:00Z', 'quiet-hours'),
    row('21:00 at the customer’s, noon at ours', noon, 'quiet-hours', { timeZone: 'Pacific/Auckland' }),
    row('19 hours after another contact', '2026-03-31T06:00:00Z', 'gap', { contacts: [{ at: '2026-03-30T11:00:00Z', channel: other, purpose: 'sales' }] }),
    row('20 hours after another contact', '2026-03-31T07:00:00Z', null, { contacts: [{ at: '2026-03-30T11:00:00Z', channel: other, purpose: 'sales' }] }),
    row('third of the week', '2026-03-27T09:00:00Z', null, { contacts: made('2026-03-23', '2026-03-25') }),
    row('fourth of the week', '2026-03-28T09:00:00Z', 'week', { contacts: made('2026-03-23', '2026-03-25', '2026-03-26') }),
    row('eighth of the month', noon, null, { contacts: made('2026-03-02', '2026-03-04', '2026-03-06', '2026-03-10', '2026-03-12', '2026-03-17', '2026-03-19') }),
    row('ninth of the month', noon, 'month', { contacts: made('2026-03-02', '2026-03-04', '2026-03-06', '2026-03-10', '2026-03-12', '2026-03-17', '2026-03-19', '2026-03-24') }),
    row('a receipt is never held back', '2026-03-31T20:00:00Z', null, { offer: { channel, purpose: 'transactional' }, consents: {}, contacts: made('2026-03-31') }),
    row('but it counts', noon, 'gap', { contacts: [{ at: '2026-03-31T06:00:00Z', channel: other, purpose: 'transactional' }] }),
  ];
}
