import type { Channel, Constraint } from '@arbiter/contracts';
import { randomId } from '$lib/random-id.js';

export type ConstraintKind = Constraint['kind'];

export const constraintKinds: readonly ConstraintKind[] = ['budget', 'capacity', 'share', 'exclusion', 'exclusivity', 'gap', 'contacts', 'minimum', 'household', 'never-both'];

/** A constraint to start from. What cannot be guessed is left empty and the row says so until it is filled in. */
export function newConstraint(kind: ConstraintKind, channels: readonly Channel[]): Constraint {
  const id = `${kind}-${randomId(6)}`;
  const first = channels[0];
  const of = first ? { channel: [first.id] } : {};
  switch (kind) {
    case 'budget':
      return { id, kind, atMostMinor: 1_000_000_00 };
    case 'capacity':
      return { id, kind, of, atMost: 1_000, per: 'week' };
    case 'minimum':
      return { id, kind, of, atLeast: 100 };
    case 'share':
      return { id, kind, of, below: 0.05, denominator: 'acted-upon' };
    case 'exclusion':
      return { id, kind, forbid: of, for: { attribute: 'segment', values: [] } };
    case 'exclusivity':
      return { id, kind, allowOnly: of, for: { attribute: 'segment', values: [] } };
    case 'gap':
      return { id, kind, of: { stage: ['hard'] }, after: { stage: ['soft'] }, days: 14 };
    case 'contacts':
      return { id, kind, atMost: 1 };
    case 'household':
      return { id, kind, by: '', of: {}, atMost: 1 };
    case 'never-both':
      return { id, kind, of: { stage: ['soft'] }, and: { stage: ['hard'] } };
  }
}

/** Whether the row says something yet: customers are named where the rule is about some of them, and what makes a household. */
export function isFilledIn(constraint: Constraint): boolean {
  if (constraint.kind === 'household') return constraint.by !== '';
  return !('for' in constraint && constraint.for) || constraint.for.values.length > 0;
}
