import { loadGlpk } from './exact/glpk.js';
import type { Plan } from './finish/plan.js';
import { greedyPlan } from './greedy.js';
import { conflictInWords } from './infeasible/conflict-words.js';
import { findConflict } from './infeasible/find-conflict.js';
import { type GroupProof, proveByGroups } from './infeasible/group-conflict.js';
import { nearConflicts } from './infeasible/near-conflicts.js';
import { solveInOrder } from './lexicographic.js';
import { buildModel } from './model/build-model.js';
import type { Model } from './model/model.js';
import { summarisePeople } from './people-summary.js';
import { prepare, type Prepared } from './prepare/prepare.js';
import type { Instance } from './problem/instance.js';
import type { Problem } from './problem/problem.js';
import { solveRatio } from './ratio.js';
import { relativeGap, type SolveOptions, type SolveOutcome, type SolveResult } from './result.js';
import { type Phase, type SearchContext } from './search-context.js';
import type { ModelAnswer } from './solve-model.js';
import { solveOrZero } from './solve-or-zero.js';
import { byAction, limitUses } from './summary.js';
import { type MeasuredLimit, penaltyOf, PlanMeter } from './verify/measure-plan.js';
import { rangesOfModel } from './what-if/find-ranges.js';
import { pricesByName, startOf } from './what-if/limit-prices.js';

/** A gap below this counts as proved optimal: the least that GLPK's branch and bound tells apart, with room. */
const optimalGap = 5e-7;

/**
 * Solves a problem over an instance. Blocks its thread but for the loading of GLPK: run it in a worker. Faults that only show with the
 * data (a filter on an attribute that no customer has) come back as errors; everything else is a result with a status.
 */
export async function solve(problem: Problem, instance: Instance, options: SolveOptions): Promise<SolveOutcome> {
  return problem.objective.then ? solveInOrder(problem, instance, options, solveOne) : solveOne(problem, instance, options);
}

/** Solves for the first objective alone. */
async function solveOne(problem: Problem, instance: Instance, options: SolveOptions): Promise<SolveOutcome> {
  const started = options.now();
  const ready = prepare(problem, instance);
  if (!ready.ok) return ready;
  const { prepared } = ready;
  const built = buildModel(prepared.problem, prepared.instance, prepared.decided, options.memory ?? null);
  if (!built.ok) return built;
  const { model, eligibility } = built;
  const offset = problem.objective.kind === 'ratio' ? 0 : offsetOf(prepared, model);
  const sign = problem.objective.kind === 'minimise' ? -1 : 1;
  const glpk = await loadGlpk();
  const context: SearchContext = {
    glpk,
    now: options.now,
    deadline: started + (options.timeLimitMs ?? 60_000),
    cancelled: () => options.shouldStop?.() ?? false,
    gap: options.gap ?? 1e-4,
    method: options.method ?? 'auto',
    // A search of many models would spend all its time on the first.
    patient: (options.patient ?? false) && problem.objective.kind !== 'ratio' && !model.rows.some((row) => row.orZero),
    seed: options.seed ?? 1,
    threads: options.threads ?? null,
    priceRanges: options.priceRanges,
    memory: options.memory ?? null,
    report: (phase: Phase, bound: number, gain: number | null) =>
      options.onProgress?.({
        phase,
        bound: Number.isFinite(bound) ? sign * (bound + offset) : null,
        objective: gain === null ? null : sign * (gain + offset),
        gap: gain === null || !Number.isFinite(bound) ? null : relativeGap(bound + offset, gain + offset),
        elapsedMs: options.now() - started,
      }),
  };
  const warm = startOf(prepared.problem, model, options.warmStart) ?? (options.memory?.startFor(prepared.problem, model.rows) ?? null);
  let answer: ModelAnswer | null;
  let denominator = 1;
  const proof = proveByGroups(prepared.problem, model, context);
  if (proof?.status === 'infeasible') answer = { plan: null, bound: Infinity, infeasible: true, lambda: proof.lambda, method: ['dual certificate'] };
  else if (problem.objective.kind === 'ratio') {
    const ratio = solveRatio(prepared.problem, prepared.instance, model, context, prepared.decided?.fixed ?? null);
    if (!ratio) return { ok: false, errors: [{ path: '/limits', code: 'floor-missing', message: `The ratio's denominator "${problem.objective.denominator}" may be zero or less: ask for a least number of actions, and give no candidate a negative "${problem.objective.denominator}"` }] };
    answer = ratio;
    if (ratio.plan) denominator = Math.max(1e-300, new PlanMeter(prepared.problem, prepared.instance).total(problem.objective.denominator, assignmentOf(ratio.plan, model, prepared)));
  } else answer = solveOrZero(model, warm, context);
  if (!answer.infeasible) options.memory?.keepPrices(prepared.problem, model.rows, answer.lambda);
  return { ok: true, result: finishResult(problem, instance, prepared, model, eligibility.removed, answer, context, denominator, options, proof) };
}

/** Gain that every plan has besides what its candidates gain: of what is fixed, and what changes cost that no choice avoids. */
export function offsetOf({ constant }: Prepared, model: Model): number {
  return constant + (model.fixedGain ?? 0);
}

/** Candidates of a plan and those that are fixed, as indexes into the prepared instance, ascending. */
export function assignmentOf(plan: Plan, model: Model, { decided }: Prepared): Uint32Array {
  const fixed = decided?.fixed ?? new Uint32Array(0);
  const { held } = plan;
  const all = new Uint32Array(held.length + fixed.length);
  let [end, last, ascending] = [0, -1, true];
  for (let s = 0; s < held.length; s++) {
    const e = held[s]!;
    if (e < 0) continue;
    const candidate = model.origin ? model.origin[e]! : e;
    if (candidate < last) ascending = false;
    all[end++] = last = candidate;
  }
  all.set(fixed, end);
  const chosen = all.slice(0, end + fixed.length);
  return ascending && fixed.length === 0 ? chosen : chosen.sort();
}

/** The objective of a plan, less what its broken soft limits and changes cost. */
export function objectiveOf(prepared: Prepared, assignment: Uint32Array, measured: readonly MeasuredLimit[]): number {
  const { objective } = prepared.problem;
  const value = new PlanMeter(prepared.problem, prepared.instance).objective(objective, assignment);
  if (objective.kind === 'ratio') return value;
  return value + (objective.kind === 'minimise' ? -1 : 1) * (prepared.constant - penaltyOf(measured));
}

function finishResult(problem: Problem, instance: Instance, prepared: Prepared, model: Model, removed: readonly number[], answer: ModelAnswer, context: SearchContext, denominator: number, options: SolveOptions, proof: GroupProof | null): SolveResult {
  const { objective } = problem;
  const sign = objective.kind === 'minimise' ? -1 : 1;
  const { plan } = answer;
  const meter = new PlanMeter(problem, instance);
  const inner = new PlanMeter(prepared.problem, prepared.instance);
  const chosen = plan ? assignmentOf(plan, model, prepared) : new Uint32Array(0);
  const measured = plan ? inner.limits(chosen) : [];
  const { assignment, agents } = prepared.restore(chosen);
  const value = plan ? objectiveOf(prepared, chosen, measured) : null;
  const offset = objective.kind === 'ratio' ? 0 : offsetOf(prepared, model);
  const proved = Number.isFinite(answer.bound) && !answer.infeasible;
  // The objective is summed anew in the problem's own order; the bound gives way to it in the last digits only.
  const bound = !proved ? null : value !== null && Math.abs(sign * (answer.bound + offset) - value) <= 1e-12 * Math.abs(value) ? value : sign * (answer.bound + offset);
  const gap = value !== null && bound !== null ? relativeGap(bound, value) : null;
  const within = gap !== null && gap <= context.gap;
  const status: SolveResult['status'] = answer.infeasible ? 'infeasible' : gap !== null && gap <= optimalGap ? 'optimal' : within ? 'within-gap' : context.cancelled() ? 'cancelled' : 'time-limit';
  const compares = !(options.greedy === false || answer.infeasible || context.cancelled() || objective.kind === 'ratio');
  let greedy: SolveResult['greedy'] | undefined = compares ? undefined : null;
  const conflict = answer.infeasible ? findConflict(prepared.problem, prepared.instance, model, context, proof) : null;
  const ranges = plan && objective.kind !== 'ratio' ? (answer.ranges ?? rangesOfModel(model, answer.lambda, context)) : null;
  return {
    status,
    assignment,
    hasPlan: plan !== null,
    objective: value,
    bound,
    gap,
    assigned: distinct(meter.customersOf(assignment)),
    customers: instance.customers.count,
    limits: limitUses(prepared.problem, model, measured.filter(({ limit }) => problem.limits.includes(limit)), answer.lambda, sign, denominator, ranges),
    eligibility: problem.eligibility.map((rule, r) => ({ id: rule.id, removed: removed[r]! })),
    byAction: byAction(problem, instance, assignment),
    // Made when it is asked for: it takes longer than the solution.
    get greedy() {
      if (greedy === undefined) {
        const plan = greedyPlan(model);
        greedy = { objective: greedyObjective(prepared, model, plan), feasible: plan.feasible };
      }
      return greedy;
    },
    conflict: conflict ? conflictInWords(prepared.problem, prepared.instance, model, conflict) : null,
    ...(options.diagnose && plan ? { nearConflicts: nearConflicts(prepared.problem, model, { ...context, deadline: Math.max(context.deadline, context.now() + 2_000) }, proof) } : {}),
    people: summarisePeople(problem, instance, prepared, model, meter, plan ? { assignment, agents } : null, answer.lambda, sign),
    agents,
    method: answer.method.join(', '),
    warmStart: answer.lambda,
    prices: pricesByName(prepared.problem, model, answer.lambda),
  };
}

function greedyObjective(prepared: Prepared, model: Model, greedy: Plan): number {
  const chosen = assignmentOf(greedy, model, prepared);
  const soft = prepared.problem.limits.some(({ softPrice }) => softPrice !== undefined);
  return objectiveOf(prepared, chosen, soft ? new PlanMeter(prepared.problem, prepared.instance).limits(chosen) : []);
}

/** Distinct numbers of an ascending list. */
function distinct(ascending: Uint32Array): number {
  let count = 0;
  for (let z = 0; z < ascending.length; z++) if (z === 0 || ascending[z] !== ascending[z - 1]) count++;
  return count;
}
