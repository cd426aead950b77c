import type { Plan } from '../finish/plan.js';

export interface ConflictMember {
  row: number;
  /** The nearest that a plan can come to the row's bound while the other members hold, in the limit's own units; null where unknown. */
  reachable: number | null;
}

/** What a plan that breaks some rows uses. The plan itself is only made where it is needed. */
export interface Nearest {
  used: Float64Array;
  /** Violation of each row in scaled units. */
  violation: Float64Array;
  plan: () => Plan;
}

export function nearestOf(plan: Plan): Nearest {
  return { used: plan.used, violation: plan.used.map((_, k) => plan.rowViolation(k)), plan: () => plan };
}

export interface Conflict {
  /** Indexes of limits that cannot hold together; none can be left out. */
  limits: number[];
  /** The rows of the set: the same by period. */
  members: ConflictMember[];
  /** What breaks limits at the least cost: what it uses is what the broken ones would have to allow. Null where none was found in time. */
  nearest: Nearest | null;
  /** Those that break one limit of the set alone. */
  alternatives: Nearest[];
  /** Multipliers that prove the collision, null where only whole plans are impossible. */
  lambda: Float64Array | null;
  /** Every step of the search for the smallest set was proved. */
  proved: boolean;
}
