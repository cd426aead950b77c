import type { LimitUse, Objective } from '@arbiter/contracts';
import type { Translate } from '$lib/i18n/i18n.svelte.js';

/**
 * What one more unit of a limit would bring, in words. A price is minor units of the objective per unit of the limit.
 * Relaxing a bound never hurts, so its sign says no more than the sense of the limit does.
 */
export function priceSentence(limit: Pick<LimitUse, 'unit' | 'sense' | 'price' | 'slack' | 'limit'>, objective: Objective['kind'], t: Translate, money: (minor: number) => string): string {
  const price = Math.abs(limit.price);
  const floor = limit.sense === 'at-least';
  const tight = Math.abs(limit.slack) <= 1e-6 * Math.max(1, Math.abs(limit.limit));
  if (price < 1e-6) return floor ? t('plan.priceNoneFloor') : tight ? t('plan.priceTight') : t('plan.priceNone');
  if (objective === 'most-value-per-action') return t('plan.priceRatio');
  const saves = objective === 'least-cost';
  if (limit.unit === 'money-minor') {
    // Per minor unit of money: a rouble more brings as many roubles. Where that is kopecks, more roubles are spoken of.
    const unit = [100, 100_000, 100_000_000].find((minor) => price * minor >= 10) ?? 100_000_000;
    const gain = money(Math.round(price * unit));
    const one = money(unit);
    if (floor) return t('plan.priceFloorMoney', { one, gain });
    return t(saves ? 'plan.priceMoneyCost' : 'plan.priceMoney', { one, gain });
  }
  const gain = money(Math.round(price));
  if (floor) return t('plan.priceFloor', { gain });
  if (limit.unit === 'share') return t('plan.priceShare', { gain });
  return t(saves ? 'plan.priceActionsCost' : 'plan.priceActions', { gain });
}
