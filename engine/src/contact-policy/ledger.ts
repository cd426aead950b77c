import type { ActionFilter, Constraint, CustomerFilter } from '@arbiter/contracts/campaign';
import type { Action } from '@arbiter/contracts/catalogue';
import type { CustomerAttributes } from '../condition/print-predicate.js';
import { matchesActionFilter, matchesCustomerFilter } from './contact-policy.js';

/** One account of what a campaign may use: actions or money, in the whole campaign or in each week. */
export interface Account {
  constraintId: string;
  unit: 'actions' | 'money-minor';
  of: ActionFilter;
  for: CustomerFilter | undefined;
  perWeek: boolean;
  atMost: number;
}

/** What one action takes from one account. */
export interface AccountTake {
  account: Account;
  /** Week of the campaign where the account is kept by week. */
  week: number | undefined;
  by: number;
}

/**
 * Accounts of a campaign's constraints: budgets, capacities and shares. Shares of those acted upon are measured against the
 * `planned` actions, which only grow; a share "below" is never reached. Minima need no account.
 */
export function accountsOf(constraints: readonly Constraint[], size: { audience: number; planned: number }): Account[] {
  return constraints.flatMap((constraint): Account[] => {
    switch (constraint.kind) {
      case 'budget':
        return [{ constraintId: constraint.id, unit: 'money-minor', of: {}, for: constraint.for, perWeek: false, atMost: Math.floor(constraint.atMostMinor) }];
      case 'capacity':
        return [{ constraintId: constraint.id, unit: 'actions', of: constraint.of, for: constraint.for, perWeek: constraint.per === 'week', atMost: constraint.atMost }];
      case 'share': {
        const whole = constraint.denominator === 'audience' ? size.audience : size.planned;
        // The product as people mean it: 0.07 of 100 is 7, not 7.000000000000001.
        const bound = Number((constraint.below * whole).toPrecision(13));
        return [{ constraintId: constraint.id, unit: 'actions', of: constraint.of, for: undefined, perWeek: false, atMost: Math.max(0, Math.ceil(bound) - 1) }];
      }
      default:
        return [];
    }
  });
}

/** What an action for a customer in a week takes from the accounts. */
export function takesOf(accounts: readonly Account[], action: Pick<Action, 'id' | 'channel' | 'stage' | 'costMinor'>, attributes: CustomerAttributes, week: number): AccountTake[] {
  const takes: AccountTake[] = [];
  for (const account of accounts) {
    if (!matchesActionFilter(account.of, action) || !matchesCustomerFilter(account.for, attributes)) continue;
    const by = account.unit === 'actions' ? 1 : action.costMinor;
    if (by > 0) takes.push({ account, week: account.perWeek ? week : undefined, by });
  }
  return takes;
}
