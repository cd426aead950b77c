import type { CampaignDraft, CampaignFacts } from '@arbiter/contracts';
import type { DemoCalendar } from './calendar.js';
import { actions } from './company.js';

const actionIds = actions.map((action) => action.id);
const perCustomer = (customers: number, share: number) => Math.max(1, Math.round(customers * share));

const policy = (customers: number): CampaignDraft['constraints'] => [
  { id: 'budget', kind: 'budget', atMostMinor: perCustomer(customers, 1) * 15_000 },
  { id: 'calls-a-week', kind: 'capacity', of: { channel: ['phone'] }, atMost: perCustomer(customers, 0.025), per: 'week' },
  { id: 'managers-a-week', kind: 'capacity', of: { channel: ['km'] }, atMost: perCustomer(customers, 0.006), per: 'week' },
  { id: 'bailiff-visits', kind: 'capacity', of: { channel: ['bailiff'] }, atMost: perCustomer(customers, 0.01), per: 'campaign' },
  { id: 'court-share', kind: 'share', of: { action: ['hard-court'] }, below: 0.05, denominator: 'acted-upon' },
  { id: 'vip-without-pre', kind: 'exclusion', forbid: { stage: ['pre'] }, for: { attribute: 'tier', values: ['vip'] } },
  { id: 'b2g-through-manager', kind: 'exclusivity', allowOnly: { channel: ['km'] }, for: { attribute: 'kind', values: ['government'] } },
  { id: 'hard-after-soft', kind: 'gap', of: { stage: ['hard'] }, after: { stage: ['soft'] }, days: 14 },
  { id: 'one-contact', kind: 'contacts', atMost: 1 },
];

/** The campaign that waits to be planned. */
export function nextCampaign(customers: number, calendar: DemoCalendar, language: 'ru' | 'en', ruleSetId: string): CampaignDraft {
  return {
    name: language === 'ru' ? 'Взыскание дебиторской задолженности: четыре недели' : 'Receivables: four weeks',
    goal: 'turnover',
    startsOn: calendar.nextCampaignFrom,
    weeks: 4,
    audience: { all: [{ attribute: 'overdue', operator: 'atLeast', value: 500 }] },
    scoreSet: 'demo',
    actions: actionIds,
    objective: { kind: 'most-value' },
    constraints: policy(customers),
    controlGroup: { share: 0.1, stratifyBy: 'segment', salt: 'demo-next' },
    ruleSetId,
    weeklyDiscount: 0.02,
  };
}

export const finishedCampaignControl = { share: 0.2, stratifyBy: 'segment', salt: 'demo-spring' } as const;

/** The finished campaign, in which the effect is planted. */
export function finishedCampaign(customers: number, calendar: DemoCalendar, language: 'ru' | 'en'): CampaignDraft {
  return {
    name: language === 'ru' ? 'Весеннее взыскание: целевая и контрольная группы' : 'Spring collection: target and control groups',
    goal: 'turnover',
    startsOn: calendar.campaignFrom,
    weeks: 12,
    audience: { all: [] },
    scoreSet: 'demo',
    actions: actionIds.filter((id) => !id.startsWith('pre-') && !id.endsWith('-km')),
    objective: { kind: 'most-value' },
    constraints: [
      { id: 'budget', kind: 'budget', atMostMinor: perCustomer(customers, 1) * 22_500 },
      { id: 'calls-a-week', kind: 'capacity', of: { channel: ['phone'] }, atMost: perCustomer(customers, 0.12), per: 'week' },
      { id: 'hard-after-soft', kind: 'gap', of: { stage: ['hard'] }, after: { stage: ['soft'] }, days: 14 },
    ],
    controlGroup: { ...finishedCampaignControl },
    weeklyDiscount: 0,
  };
}

export function finishedCampaignFacts(calendar: DemoCalendar): CampaignFacts {
  return {
    arms: [
      { id: 'target', role: 'target', share: 1 - finishedCampaignControl.share },
      { id: 'control', role: 'control', share: finishedCampaignControl.share },
    ],
    goal: 'turnover',
    outcomes: [],
    dimensions: ['segment', 'kind', 'region'],
    startsOn: calendar.campaignFrom,
    endsBefore: calendar.campaignBefore,
    dataBefore: calendar.until,
  };
}
