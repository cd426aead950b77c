import type { ReasonCode } from '@arbiter/contracts';
import { compileQuotas, periodEndMs, quotaTakes, type CompiledQuota, type QuotaOffer, type QuotaTake } from '@arbiter/engine';
import type { Take } from '../../ports/hot-state.js';
import { compiledOnce, type Configuration } from '../configuration/api.js';
import { ledgerKeys } from './ledger-keys.js';

/** A take of the hot state that tells which quota it is of. */
export interface QuotaCounterTake extends Take {
  quotaId: string;
  comesBack: boolean;
}

/** Quotas of the company, compiled once for each configuration. */
export const quotasOf: (configuration: Configuration) => readonly CompiledQuota[] = compiledOnce((configuration) => compileQuotas(configuration.of('quotas')));

export const counterTake = ({ quotaId, period, by, atMost, comesBack }: QuotaTake): QuotaCounterTake => ({ key: ledgerKeys.quota(quotaId, period), by, atMost, quotaId, comesBack });

/** What an offer that nobody planned takes from the company's quotas when it is made at an instant. All of it goes into the commit of the offer. */
export function quotaTakesOf(configuration: Configuration, offer: QuotaOffer, atMs: number): QuotaCounterTake[] {
  const quotas = quotasOf(configuration);
  return quotas.length === 0 ? [] : quotaTakes(quotas, offer, atMs).map(counterTake);
}

/** Why a commit that met a limit at this key was refused, in the words of an answer; undefined where the key is no quota's. */
export function quotaRefusal(configuration: Configuration, key: string, atMs: number): { reason: ReasonCode; rule: string; until?: string } | undefined {
  const quotaId = ledgerKeys.quotaOf(key);
  if (quotaId === undefined) return undefined;
  const quota = configuration.find('quotas', quotaId);
  const endMs = quota ? periodEndMs(quota.document, atMs) : Number.POSITIVE_INFINITY;
  return {
    reason: quota?.document.partner === undefined ? 'QUOTA_EXHAUSTED' : 'PARTNER_QUOTA_EXHAUSTED',
    rule: quotaId,
    ...(Number.isFinite(endMs) ? { until: new Date(endMs).toISOString() } : {}),
  };
}
