import type { SolutionDocument } from '@arbiter/contracts/solution-document';
import type { Model } from '../model/model.js';
import type { Problem } from '../problem/problem.js';
import { type SearchContext, shouldEnd } from '../search-context.js';
import { brokenByNothing } from './collide.js';
import { GroupProgram } from './group-program.js';
import { type GroupProof, groupSearch, proveByGroups } from './group-conflict.js';
import { regroup } from './groups.js';
import { sizeOfBound } from './importance.js';
import { documentBound, rowName } from './row-names.js';

export type NearConflict = NonNullable<SolutionDocument['nearConflicts']>[number];

/** At most so many floors are tried, the largest first. */
const mostFloors = 40;

/**
 * Limits of a feasible problem that nearly collide: every floor or equality whose attainable amount, while all other limits hold,
 * exceeds its bound by less than `within` of it, with the limits that keep it from more; and the part of their bounds by which all of
 * the set could be tightened at once. A linear program over groups of customers for each floor; empty where limits weigh candidates
 * one by one, or for want of time.
 */
export function nearConflicts(problem: Problem, model: Model, context: SearchContext, known: GroupProof | null = null, within = 0.02): NearConflict[] {
  const { rows } = model;
  const proof = known ?? proveByGroups(problem, model, context);
  if (!proof || proof.status === 'infeasible') return [];
  const { groups, program, kept } = proof;
  const floors = rows.flatMap((row, k) => (kept[k] && row.sense <= 0 && brokenByNothing(row) && row.bound > 0 ? [k] : [])).sort((a, b) => rows[b]!.bound * rows[b]!.scale - rows[a]!.bound * rows[a]!.scale || a - b);
  const found = new Map<string, NearConflict>();
  for (const k of floors.slice(0, mostFloors)) {
    if (shouldEnd(context)) break;
    const reach = reachOf(program, kept.map((is, m) => is && m !== k), k, -1);
    if (!reach || reach.amount - rows[k]!.bound > within * Math.abs(rows[k]!.bound)) continue;
    const set = [k, ...rows.flatMap((_, m) => (m !== k && reach.lambda[m] !== 0 ? [m] : []))].sort((a, b) => a - b);
    const key = set.join(',');
    if (found.has(key)) continue;
    const keep = rows.map((_, m) => set.includes(m));
    const own = new GroupProgram(regroup(groups, keep), rows, groupSearch(context));
    const limits = set.map((m) => {
      const limit = problem.limits[rows[m]!.limit]!;
      const far = m === k ? reach : reachOf(own, keep.map((is, other) => is && other !== m), m, rows[m]!.sense || -1);
      const bound = documentBound(limit, rows[m]!);
      return { ...rowName(problem, rows[m]!), bound, attainable: far && !limit.shareOf ? far.amount * rows[m]!.scale : bound };
    });
    found.set(key, { limits, room: roomOf(problem, own, keep) });
  }
  return [...found.values()].sort((a, b) => a.room - b.room);
}

/** The most (direction −1) or least (1) that a row can use while others hold, and who keeps it from more. */
function reachOf(program: GroupProgram, kept: boolean[], k: number, direction: number): { amount: number; lambda: Float64Array } | null {
  const gain = new Float64Array(program.most.length);
  const { start, row, coefficient } = program.groups;
  for (let j = 0; j < gain.length; j++) for (let s = start[j]!; s < start[j + 1]!; s++) if (row[s] === k) gain[j]! -= direction * coefficient[s]!;
  const answer = program.solve({ kept, gain, extra: [] });
  if (answer.status !== 'optimal') return null;
  const largest = answer.lambda.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return { amount: -direction * answer.objective, lambda: answer.lambda.map((value) => (Math.abs(value) > 1e-9 * largest ? value : 0)) };
}

/** Largest t such that every limit of a set can be tightened by t × its bound; equalities stay. */
function roomOf(problem: Problem, program: GroupProgram, kept: boolean[]): number {
  const { rows } = program;
  const tightened = rows.flatMap((row, k) => (kept[k] && row.sense !== 0 ? [k] : []));
  const sizes = tightened.map((k) => (rows[k]!.sense * (problem.limits[rows[k]!.limit]!.shareOf ? 1 : sizeOfBound(problem.limits[rows[k]!.limit]!))) / rows[k]!.scale);
  const answer = program.solve({ kept, extra: [{ cost: 1, lower: 0, upper: 1, rows: tightened, coefficients: sizes }] });
  return answer.status === 'optimal' ? Math.max(0, answer.extra[0]!) : 0;
}
