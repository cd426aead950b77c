import { purposeOf, type Action } from '@arbiter/contracts/catalogue';
import type { ContactFilter } from '@arbiter/contracts/real-time/contact-policy';
import type { QuotaDocument } from '@arbiter/contracts/real-time/quota';
import { dayOfDate } from '../contact-policy/company-calendar.js';
import { periodOf } from './quota-periods.js';
import { slotMs, zoneOffsetMs } from './zone-offset.js';

/** What quotas look at of an offer or a planned action. */
export interface QuotaOffer {
  action: Pick<Action, 'id' | 'channel' | 'stage' | 'purpose' | 'tags' | 'partner' | 'points' | 'costMinor'>;
  campaignId: string | null;
}

export interface CompiledQuota {
  id: string;
  document: QuotaDocument;
  /** What an offer took comes back when nothing comes of the offer. */
  comesBack: boolean;
  matches(offer: QuotaOffer): boolean;
  /** Whether the quota's first and last day allow this instant. */
  isOn(atMs: number): boolean;
  /** The period that an instant falls in. */
  periodAt(atMs: number): string;
}

/** What one offer takes from one quota. */
export interface QuotaTake {
  quotaId: string;
  /** Such as 2026-W48, 2026-11-22, total. */
  period: string;
  by: number;
  atMost: number;
  /** The quota is a partner's. */
  partner: boolean;
  comesBack: boolean;
}

const allows = <T extends string>(list: readonly T[] | undefined, value: string | null): boolean => list === undefined || list.length === 0 || (value !== null && (list as readonly string[]).includes(value));

/** Whether a filter speaks of an offer; an empty list restricts nothing. */
export function matchesOffer(filter: ContactFilter, { action, campaignId }: QuotaOffer): boolean {
  return (
    allows(filter.action, action.id) && allows(filter.channel, action.channel) && allows(filter.stage, action.stage) && allows(filter.purpose, purposeOf(action)) && allows(filter.campaign, campaignId) &&
    (filter.tag === undefined || filter.tag.length === 0 || filter.tag.some((tag) => action.tags?.includes(tag)))
  );
}

/**
 * Whether what an offer took comes back when it is refused or its time ends. Unless the quota says it: points and things that are given
 * away (a partner's offers, an action, a tag) do; a contact that was made and money that was spent do not.
 */
export function comesBackBy({ comesBack, unit, partner, of }: Pick<QuotaDocument, 'unit' | 'partner' | 'of' | 'comesBack'>): boolean {
  if (comesBack !== undefined) return comesBack;
  if (unit !== 'contacts') return unit === 'points';
  const ofContacts = (of.channel?.length ?? 0) > 0 || (of.stage?.length ?? 0) > 0;
  return partner !== undefined || (!ofContacts && ((of.action?.length ?? 0) > 0 || (of.tag?.length ?? 0) > 0));
}

/** Quotas that count: the active ones, ready for many offers. */
export function compileQuotas(quotas: readonly { id: string; document: QuotaDocument }[]): CompiledQuota[] {
  return quotas.filter(({ document }) => document.active).map(compileQuota);
}

export function compileQuota({ id, document }: { id: string; document: QuotaDocument }): CompiledQuota {
  const fromDay = document.from === undefined ? Number.NEGATIVE_INFINITY : dayOfDate(document.from);
  const toDay = document.to === undefined ? Number.POSITIVE_INFINITY : dayOfDate(document.to);
  const always = document.from === undefined && document.to === undefined;
  // Periods begin and end at whole quarters of an hour of UTC: what was worked out for one serves all decisions in it.
  let slot = Number.NaN;
  let period = '';
  return {
    id,
    document,
    comesBack: comesBackBy(document),
    matches: (offer) => (document.partner === undefined || offer.action.partner === document.partner) && matchesOffer(document.of, offer),
    isOn(atMs) {
      if (always) return true;
      const day = Math.floor((atMs + zoneOffsetMs(document.timeZone, atMs)) / 86_400_000);
      return day >= fromDay && day <= toDay;
    },
    periodAt(atMs) {
      const wanted = Math.floor(atMs / slotMs);
      if (wanted !== slot) {
        period = periodOf(document, atMs);
        slot = wanted;
      }
      return period;
    },
  };
}

/** How much of a quota's unit an offer needs; whole, rounded up. */
export function quotaNeed({ document: { unit } }: Pick<CompiledQuota, 'document'>, { action }: Pick<QuotaOffer, 'action'>): number {
  return unit === 'contacts' ? 1 : unit === 'points' ? (action.points ?? 0) : Math.ceil(action.costMinor);
}

/** What an offer takes from the quotas when it is given at an instant: contacts, cost or points, in the periods of that instant. */
export function quotaTakes(quotas: readonly CompiledQuota[], offer: QuotaOffer, atMs: number): QuotaTake[] {
  const takes: QuotaTake[] = [];
  for (const quota of quotas) {
    const by = quotaNeed(quota, offer);
    if (by <= 0 || !quota.matches(offer) || !quota.isOn(atMs)) continue;
    const { document, comesBack } = quota;
    takes.push({ quotaId: quota.id, period: quota.periodAt(atMs), by, atMost: document.atMost, partner: document.partner !== undefined, comesBack });
  }
  return takes;
}
