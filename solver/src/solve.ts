import { loadGlpk } from './exact/glpk.js';
import type { Plan } from './finish/plan.js';
import { greedyPlan } from './greedy.js';
import { conflictInWords } from './infeasible/conflict-words.js';
import { findConflict } from './infeasible/find-conflict.js';
import { type GroupProof, proveByGroups } from './infeasible/group-conflict.js';
import { buildModel } from './model/build-model.js';
import type { Model } from './model/model.js';
import type { Instance } from './problem/instance.js';
import type { Problem } from './problem/problem.js';
import { solveRatio } from './ratio.js';
import { relativeGap, type SolveOptions, type SolveOutcome, type SolveResult } from './result.js';
import { type Phase, type SearchContext } from './search-context.js';
import type { ModelAnswer } from './solve-model.js';
import { solveOrZero } from './solve-or-zero.js';
import { byAction, limitUses } from './summary.js';
import { PlanMeter } from './verify/measure-plan.js';

/** A gap below this counts as proved optimal: the least that GLPK's branch and bound tells apart, with room. */
const optimalGap = 5e-7;

/**
 * Solves a problem over an instance. Blocks its thread but for the loading of GLPK: run it in a worker. Faults that only show with the
 * data (a filter on an attribute that no customer has) come back as errors; everything else is a result with a status.
 */
export async function solve(problem: Problem, instance: Instance, options: SolveOptions): Promise<SolveOutcome> {
  const started = options.now();
  const built = buildModel(problem, instance);
  if (!built.ok) return built;
  const { model, eligibility } = built;
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
    report: (phase: Phase, bound: number, gain: number | null) =>
      options.onProgress?.({
        phase,
        bound: Number.isFinite(bound) ? sign * bound : null,
        objective: gain === null ? null : sign * gain,
        gap: gain === null || !Number.isFinite(bound) ? null : relativeGap(bound, gain),
        elapsedMs: options.now() - started,
      }),
  };
  const warm = options.warmStart?.length === model.rows.length ? options.warmStart : null;
  let answer: ModelAnswer | null;
  let denominator = 1;
  const proof = proveByGroups(problem, model, context);
  if (proof?.status === 'infeasible') answer = { plan: null, bound: Infinity, infeasible: true, lambda: proof.lambda, method: ['dual certificate'] };
  else if (problem.objective.kind === 'ratio') {
    const ratio = solveRatio(problem, instance, model, context);
    if (!ratio) return { ok: false, errors: [{ path: '/limits', code: 'floor-missing', message: `The ratio's denominator "${problem.objective.denominator}" may be zero or less: ask for a least number of actions, and give no candidate a negative "${problem.objective.denominator}"` }] };
    answer = ratio;
    if (ratio.plan) denominator = Math.max(1e-300, sumOf(problem, instance, ratio.plan, model));
  } else answer = solveOrZero(model, warm, context);
  return { ok: true, result: finishResult(problem, instance, model, eligibility.removed, answer, context, denominator, options, proof) };
}

function sumOf(problem: Problem, instance: Instance, plan: Plan, model: Model): number {
  if (problem.objective.kind !== 'ratio') return 1;
  const meter = new PlanMeter(problem, instance);
  return meter.objective({ kind: 'maximise', measure: problem.objective.denominator }, assignmentOf(plan, model));
}

/** Candidates of a plan as indexes into the instance, ascending. */
function assignmentOf(plan: Plan, model: Model): Uint32Array {
  const chosen = plan.held.filter((e) => e >= 0);
  return Uint32Array.from(chosen, (e) => model.origin?.[e] ?? e).sort();
}

function finishResult(problem: Problem, instance: Instance, model: Model, removed: readonly number[], answer: ModelAnswer, context: SearchContext, denominator: number, options: SolveOptions, proof: GroupProof | null): SolveResult {
  const { objective } = problem;
  const sign = objective.kind === 'minimise' ? -1 : 1;
  const { plan } = answer;
  const assignment = plan ? assignmentOf(plan, model) : new Uint32Array(0);
  const meter = new PlanMeter(problem, instance);
  const value = plan ? meter.objective(objective, assignment) : null;
  const proved = Number.isFinite(answer.bound) && !answer.infeasible;
  // The objective is summed anew in the problem's own order; the bound gives way to it in the last digits only.
  const bound = !proved ? null : value !== null && Math.abs(sign * answer.bound - value) <= 1e-12 * Math.abs(value) ? value : sign * answer.bound;
  const gap = value !== null && bound !== null ? relativeGap(bound, value) : null;
  const within = gap !== null && gap <= context.gap;
  const status: SolveResult['status'] = answer.infeasible ? 'infeasible' : gap !== null && gap <= optimalGap ? 'optimal' : within ? 'within-gap' : context.cancelled() ? 'cancelled' : 'time-limit';
  const greedy = options.greedy === false || answer.infeasible || context.cancelled() || objective.kind === 'ratio' ? null : greedyPlan(model);
  const conflict = answer.infeasible ? findConflict(problem, instance, model, context, proof) : null;
  return {
    status,
    assignment,
    hasPlan: plan !== null,
    objective: value,
    bound,
    gap,
    assigned: new Set(meter.customersOf(assignment)).size,
    customers: instance.customers.count,
    limits: plan ? limitUses(problem, model, meter.limits(assignment), answer.lambda, sign, denominator) : [],
    eligibility: problem.eligibility.map((rule, r) => ({ id: rule.id, removed: removed[r]! })),
    byAction: byAction(problem, instance, meter, assignment),
    greedy: greedy ? { objective: meter.objective(objective, assignmentOf(greedy, model)), feasible: greedy.feasible } : null,
    conflict: conflict ? conflictInWords(problem, instance, model, conflict) : null,
    method: answer.method.join(', '),
    warmStart: answer.lambda,
  };
}
