import type { CustomerProfile, CustomerState } from '../live-customer/live-customer.js';

/** Loyalty points that a customer may spend now: the balance without what offers that stand have set aside. */
export function pointsAvailable(profile: Pick<CustomerProfile, 'points'> | undefined, state: Pick<CustomerState, 'pointsChange' | 'holds'>): number {
  return state.holds.reduce((rest, { points }) => rest - points, (profile?.points ?? 0) + state.pointsChange);
}
