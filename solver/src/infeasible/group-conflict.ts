import type { Plan } from '../finish/plan.js';
import { type Model, violation } from '../model/model.js';
import type { Problem } from '../problem/problem.js';
import { type SearchContext, shouldEnd } from '../search-context.js';
import { brokenByNothing, type Collision, collide, elasticColumns, smallestSet } from './collide.js';
import { planOfCounts, reachable, wholeCounts } from './counts-plan.js';
import { GroupProgram, type GroupSearch } from './group-program.js';
import { groupCustomers, type Groups, regroup } from './groups.js';
import { cheapestSayable, costOf } from './importance.js';
import { type Conflict, type ConflictMember, type Nearest, nearestOf } from './conflict.js';

/** Groups under some rows and the programs over them. */
interface GroupView {
  groups: Groups;
  program: GroupProgram;
  kept: boolean[];
}

/** What the groups of a model tell: whether its hard rows can hold together, fractional plans included. */
export interface GroupProof extends Collision, GroupView {
  /** The groups under all rows that must hold; those of the proof may know fewer. */
  everything: () => GroupView | null;
}

export function groupSearch(context: SearchContext): GroupSearch {
  return { glpk: context.glpk, now: context.now, stop: () => shouldEnd(context) };
}

/** Proof over the groups; null where nothing has to be done for the rows to hold, or the rows weigh candidates one by one. */
export function proveByGroups(problem: Problem, model: Model, context: SearchContext, always = false): GroupProof | null {
  if (model.households || (problem.sequence.length > 0 && model.choice.max > 1)) return null;
  const kept = model.rows.map((row) => !row.orZero && row.mostPrice === Infinity);
  if (!always && !model.rows.some((row, k) => kept[k] && brokenByNothing(row))) return null;
  const view = (own: boolean[]): GroupView | null => {
    const groups = groupCustomers(model, own);
    return groups && { groups, program: new GroupProgram(groups, model.rows, groupSearch(context)), kept: own };
  };
  let all: GroupView | null = null;
  // Shares under a cap make every option of use; without them there are far fewer groups, and most proofs need none.
  const few = kept.map((is, k) => is && !(model.rows[k]!.sense > 0 && problem.limits[model.rows[k]!.limit]?.shareOf));
  if (few.some((is, k) => is !== kept[k])) {
    const first = view(few);
    if (!first) return null;
    const found = collide(first.program, few);
    if (found.status === 'infeasible') return { ...first, ...found, everything: () => (all ??= view(kept)) };
  }
  all = view(kept);
  if (!all) return null;
  const whole = all;
  return { ...whole, ...collide(whole.program, kept), everything: () => whole };
}

/**
 * The smallest set, what its members could reach, the least relaxation and what each limit alone would do; all over the groups.
 * Without `alternatives` no plans, where they are sought otherwise.
 */
export function groupConflict(model: Model, proof: GroupProof, { costs, beyond, alternatives: singly }: { costs: Float64Array; beyond: (nearest: Nearest) => number[]; alternatives: boolean }, context: SearchContext): Conflict {
  const search = groupSearch(context);
  const set = smallestSet(proof.groups, model.rows, proof.lambda, search);
  const { members, whole } = describeMembers(model, set.rows, set.lambda, set.groups, search);
  const limits = [...new Set(set.rows.map((k) => model.rows[k]!.limit))];
  const view = singly ? proof.everything() : null;
  const relax = (cost: (row: number) => number): Nearest | null => view && cheapestSayable((own) => relaxed(model, view, own, search), cost, beyond);
  const alternatives = !singly || limits.length > 12 ? [] : limits.flatMap((limit) => {
    const own = (k: number): number => (model.rows[k]!.limit === limit ? costs[k]! : Infinity);
    const found = view?.kept.some((is, k) => is && own(k) < Infinity) && !search.stop() ? relax(own) : null;
    return found && model.rows.every((row, k) => row.limit === limit || found.violation[k] === 0) ? [found] : [];
  });
  const all = singly ? relax((k) => costs[k]!) : null;
  // One limit alone is rather moved than several, where whole plans make the two cost nearly the same.
  const nearest = alternatives.reduce((best, one) => (!best || costOf(one, costs) <= costOf(best, costs) * (1 + 1e-3) ? one : best), all);
  return { limits, members, nearest, alternatives, lambda: set.lambda, proved: set.complete && whole };
}

/**
 * What breaks rows at the least cost: fractional counts first, then whole ones near them that break no more rows. Whether the counts
 * can be reached is seen by placing them; where some row is not of the groups the plan itself is asked.
 */
function relaxed(model: Model, { groups, program, kept }: GroupView, cost: (row: number) => number, search: GroupSearch): Nearest | null {
  const { rows } = model;
  const elastic = elasticColumns(rows, kept, cost);
  const answer = program.solve({ kept, extra: elastic.columns });
  if (answer.status !== 'optimal') return null;
  const broken = new Set(elastic.owners.filter((k, x) => answer.extra[x]! > 1e-7 * (1 + Math.abs(rows[k]!.bound))));
  const whole = wholeCounts(program, answer.counts, kept, (k) => (broken.has(k) ? cost(k) : Infinity), search) ?? wholeCounts(program, answer.counts, kept, cost, search);
  if (!whole) return null;
  const plan = (): Plan => planOfCounts(model, groups, whole);
  if (kept.some((is, k) => !is && rows[k]!.mostPrice === Infinity) || !reachable(groups, whole)) return nearestOf(plan());
  const used = program.used(whole);
  const size = program.used(whole, true);
  return { used, violation: used.map((amount, k) => (kept[k] ? violation(rows[k]!, amount, 2 ** -50 * (size[k]! + Math.abs(rows[k]!.planBound))) : 0)), plan };
}

/**
 * What each member of a set could reach while the others hold, and whether without it whole counts keep the others: only then is the
 * set smallest for whole plans too.
 */
function describeMembers(model: Model, set: readonly number[], lambda: Float64Array, groups: Groups, search: GroupSearch): { members: ConflictMember[]; whole: boolean } {
  const { rows } = model;
  let whole = true;
  const members = set.map((k) => {
    const row = rows[k]!;
    // An equality collides as a floor or as a cap: the sign of its multiplier tells.
    const direction = row.sense || (lambda[k]! > 0 ? 1 : -1);
    const kept = rows.map((_, m) => m !== k && set.includes(m));
    const program = new GroupProgram(regroup(groups, rows.map((_, m) => set.includes(m))), rows, search);
    const gain = new Float64Array(program.most.length);
    let steps = true;
    for (let j = 0; j < gain.length; j++) {
      for (let s = program.groups.start[j]!; s < program.groups.start[j + 1]!; s++) {
        if (program.groups.row[s] !== k) continue;
        gain[j]! -= direction * program.groups.coefficient[s]!;
        steps &&= Number.isInteger(program.groups.coefficient[s]! * row.scale);
      }
    }
    const answer = search.stop() ? null : program.solve({ kept, gain, extra: [] });
    if (answer?.status !== 'optimal') {
      whole = false;
      return { row: k, reachable: null };
    }
    const counts = wholeCounts(program, answer.counts, kept, () => Infinity, search);
    if (!counts || !reachable(program.groups, counts)) whole = false;
    const most = -direction * answer.objective * row.scale;
    // Whole amounts only: what fractional plans reach is rounded to the side that whole ones stay on.
    const amount = steps ? (direction < 0 ? Math.floor(most + 1e-6) : Math.ceil(most - 1e-6)) : most;
    return { row: k, reachable: amount === 0 ? 0 : amount };
  });
  return { members, whole };
}
