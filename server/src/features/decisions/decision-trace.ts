import type { DecisionStep } from '@arbiter/contracts';
import type { CustomerProfile, Deliberation, Offer, OfferVerdict } from '@arbiter/engine';
import type { Commit } from '../../ports/hot-state.js';
import type { EnrichmentResult } from '../enrichment/api.js';
import type { AskedStrategy } from './ask-strategy.js';

/** How an answer came about, step by step. Made only where it is asked for. */
export class DecisionTrace {
  readonly steps: DecisionStep[] = [];

  now(): number {
    return performance.now();
  }

  private add(step: string, detail: Record<string, unknown>, from?: number): void {
    const before = this.steps.findIndex((one) => one.step === step);
    const made: DecisionStep = { step, detail, ...(from === undefined ? {} : { durationUs: Math.round((this.now() - from) * 1000) }) };
    // A decision that was made anew, since somebody was quicker, shows its last course.
    if (before >= 0) this.steps[before] = made;
    else this.steps.push(made);
  }

  read(from: number | undefined, trigger: Record<string, unknown> | undefined, stateText: string | undefined, profile: CustomerProfile | undefined, features: Readonly<Record<string, unknown>>): void {
    if (trigger) this.add('event', trigger);
    this.add('profile', { known: profile !== undefined, ...(profile ? { attributes: profile.attributes, timeZone: profile.timeZone, consent: profile.consent, refusedChannels: profile.refusedChannels, points: profile.points, contacts: profile.contacts.length } : {}), state: stateText === undefined ? null : (JSON.parse(stateText) as unknown) }, from);
    this.add('features', { ...features });
  }

  enrichment(from: number, { values, missing, timings }: EnrichmentResult): void {
    this.add('enrichment', { values, missing, timings }, from);
  }

  strategy(from: number, { seen, outcome, trace, failure }: AskedStrategy): void {
    const { outcome: _, ...of } = seen ?? { outcome: undefined };
    this.add('strategy', { ...of, ...outcome, ...(failure ? { failure } : {}), ...(trace ? { trace } : {}) }, from);
  }

  /** Everything that the pure part says, of which the durations are together. */
  deliberation(from: number, deliberation: Deliberation, verdict: OfferVerdict, exhausted: readonly { key: string; by: number }[]): void {
    for (const { step, detail } of deliberationSteps(deliberation, verdict, exhausted)) this.add(step, detail, step === 'policy' ? from : undefined);
    // The strategy is asked in the middle of them.
    const order = ['event', 'profile', 'features', 'enrichment', 'plan', 'strategy', 'arbitration', 'policy', 'capacity', 'terms', 'commit'];
    this.steps.sort((one, other) => order.indexOf(one.step) - order.indexOf(other.step));
  }

  commit(from: number, { takes = [], timers = [], puts = [] }: Commit, sequence: number): void {
    this.add('commit', { sequence, takes: takes.map(({ key, by }) => ({ key, by })), timers: timers.map(({ id, dueMs }) => ({ id, due: new Date(dueMs).toISOString() })), puts: puts.map(({ key }) => key) }, from);
  }
}

const shownOffer = ({ action, channel, source, campaign, rank }: Offer) => ({ actionId: action.id, channel, source, ...(campaign ? { campaignId: campaign.id } : {}), ...rank });

/** Steps of the pure part: plan, arbitration, policy, capacity, terms. The same from recorded facts as they were at the time. */
export function deliberationSteps(deliberation: Deliberation, verdict: OfferVerdict, exhausted: readonly { key: string; by: number }[]): DecisionStep[] {
  const [first] = verdict.ready;
  return [
    { step: 'plan', detail: { offers: deliberation.planned.map(shownOffer), refused: deliberation.campaigns.refused, reasons: deliberation.campaigns.reasons, arms: Object.fromEntries(deliberation.campaigns.arms) } },
    { step: 'arbitration', detail: { offers: (deliberation.pool ?? []).map(shownOffer), ...(deliberation.ruleFacts ? { ruleFacts: { ...deliberation.ruleFacts } } : {}) } },
    { step: 'policy', detail: { refused: verdict.refused, ready: verdict.ready.map(({ offer, atMs }) => ({ actionId: offer.action.id, channel: offer.channel, at: new Date(atMs).toISOString() })), globalControlGroup: deliberation.inGlobalControl, placementControlGroup: deliberation.inPlacementControl } },
    { step: 'capacity', detail: { takes: (first?.takes ?? []).map(({ key, by, atMost, rule }) => ({ key, by, atMost, rule })), withoutRoom: exhausted, points: first?.points ?? 0 } },
    { step: 'terms', detail: { terms: first?.terms ?? [] } },
  ];
}
