import type { CampaignDraft } from '@arbiter/contracts/campaign';
import type { Container } from '../../../container.js';

const title = (text: string) => ({ ru: text, en: text });
const day = 86_400_000;
export const startsOn = '2026-03-02';

/** Actions with stages and costs; `court` is the dear one that everybody would like. */
const actions = [
  { id: 'sms', channel: 'sms', stage: 'pre', cost_minor: 300 },
  { id: 'call', channel: 'phone', stage: 'soft', cost_minor: 5_000 },
  { id: 'visit', channel: 'km', stage: 'soft', cost_minor: 90_000 },
  { id: 'court', channel: 'court', stage: 'hard', cost_minor: 400_000 },
] as const;

export const companySize = 400;
export const customerAt = (index: number): string => `c${String(index).padStart(4, '0')}`;
/** Days since the last soft contact before the campaign; null for nobody. Thirteen and fourteen stand on both sides of the gap. */
export const softContactDaysAgo = (index: number): number | null => [null, 13, 14, 40][index % 4]!;
export const isVip = (index: number): boolean => index % 10 === 0;
export const isGovernment = (index: number): boolean => index % 10 === 1;
export const consents = (index: number): boolean => index % 20 !== 7;
export const refusesCalls = (index: number): boolean => index % 20 === 3;

/** A company of 400 customers of whom everything is known by their number. */
export async function foundSmallCompany({ repository, analytics }: Pick<Container, 'repository' | 'analytics'>): Promise<void> {
  for (const [position, id] of ['sms', 'phone', 'km', 'court'].entries()) await repository.insertInto('channels').values({ id, title: JSON.stringify(title(id)), position }).execute();
  for (const [position, action] of actions.entries()) await repository.insertInto('actions').values({ ...action, title: JSON.stringify(title(action.id)), position }).execute();
  const indexes = Array.from({ length: companySize }, (_, index) => index);
  await analytics.insert('customers', indexes.map((index) => ({
    customer_id: customerAt(index), name: index === 5 ? '=HYPERLINK("http://x")' : `Customer, "no ${index}"`, kind: isGovernment(index) ? 'b2g' : 'household', segment: isVip(index) ? 'vip' : index % 3 === 0 ? 'lazy' : 'active',
    region: index % 2 === 0 ? 'north' : 'south', consent: consents(index), refused_channels: refusesCalls(index) ? ['phone'] : [], version: 1,
  })));
  await analytics.insert('candidates', indexes.flatMap((index) => actions.map((action, place) => ({
    score_set: 'default', customer_id: customerAt(index), action_id: action.id, probability: 0.5, value_minor: [10_000, 40_000, 20_000, 160_000][place]! + (((index + 1) * (place + 3) * 7919) % 9973), version: 1,
  }))));
  const starts = Date.parse(`${startsOn}T12:00:00Z`);
  await analytics.insert('contacts', indexes.flatMap((index) => {
    const days = softContactDaysAgo(index);
    const at = (ago: number): string => new Date(starts - ago * day).toISOString().replace('T', ' ').replace('Z', '');
    const soft = days === null ? [] : [{ contact_id: `s${index}`, customer_id: customerAt(index), channel: 'phone', stage: 'soft', at: at(days), version: 1 }, { contact_id: `o${index}`, customer_id: customerAt(index), channel: 'phone', stage: 'soft', at: at(days + 90), version: 1 }];
    return [...soft, { contact_id: `p${index}`, customer_id: customerAt(index), channel: 'sms', stage: 'pre', at: at(1), version: 1 }];
  }));
}

export function smallCampaign(changes: Partial<CampaignDraft> = {}): CampaignDraft {
  return {
    name: 'March', goal: 'turnover', startsOn, weeks: 2, audience: { all: [] }, scoreSet: 'default', actions: actions.map((action) => action.id),
    objective: { kind: 'most-value' },
    constraints: [
      { id: 'budget', kind: 'budget', atMostMinor: 40_000_000 },
      { id: 'calls', kind: 'capacity', of: { channel: ['phone'] }, atMost: 40, per: 'week' },
      { id: 'court-share', kind: 'share', of: { action: ['court'] }, below: 0.05, denominator: 'audience' },
      { id: 'vip', kind: 'exclusion', forbid: { stage: ['pre'] }, for: { attribute: 'segment', values: ['vip'] } },
      { id: 'b2g', kind: 'exclusivity', allowOnly: { channel: ['km'] }, for: { attribute: 'kind', values: ['b2g'] } },
      { id: 'gap', kind: 'gap', of: { stage: ['hard'] }, after: { stage: ['soft'] }, days: 14 },
    ],
    controlGroup: { share: 0.2, stratifyBy: 'segment', salt: 'salt' },
    weeklyDiscount: 0.02,
    ...changes,
  };
}
