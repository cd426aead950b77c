import type { CampaignDraft } from '@arbiter/contracts/campaign';
import type { Action } from '@arbiter/contracts/catalogue';
import { matchesAction } from '../campaigns/api.js';

/** Days since a contact when there was none. */
export const neverContacted = -2_147_483_648;

/**
 * Which weeks of an action are worth offering to the optimiser. When a customer gets one action at most and no limit
 * counts an action by the week, the earliest week that its gaps allow is never worse than a later one (the value only
 * shrinks with waiting), so that the later ones would only make the problem larger. The plan's proof is not touched.
 */
export class UsefulWeeks {
  readonly #weeks: number;
  /** By action: every week is offered. */
  readonly #all: boolean[];
  /** By action: which gaps hold for it, as places in the list of gaps, and their days. */
  readonly #gaps: { gap: number; days: number }[][];

  constructor(draft: CampaignDraft, actions: readonly Action[]) {
    const gaps = draft.constraints.filter((constraint) => constraint.kind === 'gap' && actions.some((action) => matchesAction(constraint.of, action)));
    const several = draft.constraints.some((constraint) => constraint.kind === 'contacts') && Math.min(...draft.constraints.flatMap((constraint) => (constraint.kind === 'contacts' ? [constraint.atMost] : []))) > 1;
    this.#weeks = draft.weeks;
    this.#all = actions.map((action) => several || draft.constraints.some((constraint) => constraint.kind === 'capacity' && constraint.per === 'week' && matchesAction(constraint.of, action)));
    this.#gaps = actions.map((action) => gaps.flatMap((constraint, gap) => (constraint.kind === 'gap' && matchesAction(constraint.of, action) ? [{ gap, days: constraint.days }] : [])));
  }

  /** First week to offer and the week after the last one. `daysSince` has an entry for each gap of the problem. */
  of(action: number, value: number, daysSince: ArrayLike<number>): [from: number, before: number] {
    // A loss shrinks with waiting, so a floor may want it late.
    if (this.#all[action] || value < 0) return [0, this.#weeks];
    let earliest = 0;
    for (const { gap, days } of this.#gaps[action]!) {
      const since = daysSince[gap]!;
      if (since === neverContacted) return [0, 1];
      earliest = Math.max(earliest, Math.ceil((days - since) / 7));
    }
    // A gap that ends after the campaign: one option is kept, so that the rule is seen to have removed it.
    return earliest < this.#weeks ? [earliest, earliest + 1] : [0, 1];
  }
}
