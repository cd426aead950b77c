import type { Action } from '@arbiter/contracts';
import { quotaNeed, quotaTakes, takesOf as accountTakesOf, type Account, type CompiledQuota, type CustomerAttributes } from '@arbiter/engine';
import type { Take } from '../../ports/hot-state.js';
import type { Configuration } from '../configuration/api.js';
import { ledgerKeys } from './ledger-keys.js';
import { accountShareName, quotaShareName, type PlanSetAside, type WeekSetAside } from './plan-set-aside.js';
import { counterTake, quotasOf, type QuotaCounterTake } from './quota-takes-of.js';
import { isSpent } from './spent-shares.js';

const unlimited = Number.MAX_SAFE_INTEGER;

/** A campaign, as far as its plan has set something aside. */
export interface PlanOwner {
  id: string;
  accounts: readonly Account[];
  /** Undefined for campaigns that were loaded before plans were set aside. */
  setAside: PlanSetAside | undefined;
}

export interface PlannedOffer {
  action: Action;
  week: number;
  /** What the plan reckons with. */
  costMinor: number;
  /** The customer's, as the campaign knows them. */
  attributes: CustomerAttributes;
}

export interface PlannedTakes {
  /** All of it goes into the commit that gives the action. */
  takes: Take[];
  /** What the company's quotas count for it then; `holdOfOffer` wants it. */
  counted: QuotaCounterTake[];
}

const weekOf = ({ setAside }: PlanOwner, week: number): WeekSetAside | undefined => setAside?.weeks.find((one) => one.week === week);

/**
 * What a planned action takes when it is given: its share is used up, and where that lay in another day (week, month) than the present one
 * it moves here, if the quota has room here. Quotas that nothing was set aside in (by hour, newer than the launch) are taken from as by
 * any offer. A share can turn out to be used up when the commit is tried: it then answers `limit` with a key that `noteSpent` knows, and
 * asking again here chooses another share.
 */
export function plannedTakesOf(configuration: Configuration, owner: PlanOwner, planned: PlannedOffer, atMs: number): PlannedTakes {
  const { action, week } = planned;
  const setAside = weekOf(owner, week);
  const quotas = quotasOf(configuration);
  const offer = { action: { ...action, costMinor: planned.costMinor }, campaignId: owner.id };
  const takes: Take[] = accountUses(owner, setAside, planned);
  const counted: QuotaCounterTake[] = [];
  const done = new Set<string>();
  for (const { quotaId, actions, shares } of setAside?.quotas ?? []) {
    if (!actions.includes(action.id)) continue;
    done.add(quotaId);
    const quota = quotas.find(({ id }) => id === quotaId);
    const document = quota?.document ?? configuration.find('quotas', quotaId)?.document;
    const need = document ? quotaNeed({ document }, offer) : 1;
    if (need <= 0) continue;
    const present = quota?.isOn(atMs) && quota.matches(offer) ? quota.periodAt(atMs) : undefined;
    const share = orderOfUse(shares, present, atMs).find(({ period, size }) => !isSpent(usedKey(owner, week, quotaId, period), need) && size >= need);
    if (share) takes.push(...use(owner, week, quotaId, share, need, share.period !== present));
    // Counted where it is given; nothing more is taken where its own share lies there.
    if (present !== undefined && quota) {
      const take = counterTake({ quotaId, period: present, by: need, atMost: quota.document.atMost, partner: false, comesBack: quota.comesBack });
      counted.push(take);
      if (share?.period !== present) takes.push(take);
    }
  }
  const others: CompiledQuota[] = quotas.filter(({ id }) => !done.has(id));
  for (const take of quotaTakes(others, offer, atMs).map(counterTake)) {
    takes.push(take);
    counted.push(take);
  }
  return { takes, counted };
}

/** The present period first, then those that are over and serve nobody else, then later ones from the last. */
function orderOfUse<S extends { period: string; endMs: number | null }>(shares: readonly S[], present: string | undefined, atMs: number): S[] {
  const own = shares.filter(({ period }) => period === present);
  const others = shares.filter(({ period }) => period !== present);
  const isOver = ({ endMs }: S): boolean => endMs !== null && endMs <= atMs;
  return [...own, ...others.filter(isOver), ...others.filter((share) => !isOver(share)).reverse()];
}

const usedKey = (owner: PlanOwner, week: number, quotaId: string, period: string): string => ledgerKeys.planUsed(owner.id, owner.setAside?.id ?? '', week, quotaShareName(quotaId, period));

/** A part of a share is used; given back to the quota's period unless the action is counted there. */
function use(owner: PlanOwner, week: number, quotaId: string, { period, size }: { period: string; size: number }, need: number, back: boolean): Take[] {
  return [
    { key: usedKey(owner, week, quotaId, period), by: need, atMost: size },
    { key: ledgerKeys.held(quotaId, period), by: -need, atMost: unlimited },
    ...(back ? [{ key: ledgerKeys.quota(quotaId, period), by: -need, atMost: unlimited }] : []),
  ];
}

/** What a planned action uses of what its week set aside in accounts of the whole campaign; the accounts themselves do not change. */
function accountUses(owner: PlanOwner, setAside: WeekSetAside | undefined, { action, week, costMinor, attributes }: PlannedOffer): Take[] {
  if (!setAside || setAside.accounts.length === 0) return [];
  const known = new Set(setAside.accounts.map(({ constraintId }) => constraintId));
  return accountTakesOf(owner.accounts, { ...action, costMinor: Math.floor(costMinor) }, attributes, week).flatMap(({ account, week: ofWeek, by }) =>
    ofWeek === undefined && known.has(account.constraintId) ? [{ key: ledgerKeys.planUsed(owner.id, owner.setAside?.id ?? '', week, accountShareName(account.constraintId)), by, atMost: unlimited }] : [],
  );
}

/**
 * Gives back what the plan had set aside of the company's quotas for actions that will not be made (a conversion ended the plan), and notes
 * in the campaign's own accounts that they came back; what the accounts get back themselves is `releasedByConversion`. A `limit` is to
 * be noted and tried again, as with `plannedTakesOf`.
 */
export function conversionTakesOf(configuration: Configuration, owner: PlanOwner, planned: readonly PlannedOffer[], nowMs: number): Take[] {
  const takes: Take[] = [];
  const pending = new Map<string, number>();
  for (const one of planned) {
    const { action, week } = one;
    const setAside = weekOf(owner, week);
    takes.push(...accountUses(owner, setAside, one));
    for (const { quotaId, actions, shares } of setAside?.quotas ?? []) {
      if (!actions.includes(action.id)) continue;
      const document = configuration.find('quotas', quotaId)?.document;
      const need = document ? quotaNeed({ document }, { action: { ...action, costMinor: one.costMinor } }) : 1;
      // What is still to come can be used by others: that comes back first.
      const ordered = [...shares.filter(({ endMs }) => endMs === null || endMs > nowMs), ...shares.filter(({ endMs }) => endMs !== null && endMs <= nowMs)];
      const share = ordered.find(({ period, size }) => {
        const key = usedKey(owner, week, quotaId, period);
        const sum = (pending.get(key) ?? 0) + need;
        return sum <= size && !isSpent(key, sum);
      });
      if (!share || need <= 0) continue;
      const key = usedKey(owner, week, quotaId, share.period);
      pending.set(key, (pending.get(key) ?? 0) + need);
      takes.push(...use(owner, week, quotaId, share, need, true));
    }
  }
  return takes;
}
