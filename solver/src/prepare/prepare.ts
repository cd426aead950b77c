import { FaultList } from '../problem/fault-list.js';
import { customerId, type Instance } from '../problem/instance.js';
import type { Fault, Limit, Problem } from '../problem/problem.js';
import { verifyPlan } from '../verify/verify-plan.js';
import { type Past, readPast } from '../model/past.js';
import { assignAgents } from './assign-agents.js';
import { type Variants, withAgents } from './agent-variants.js';
import { asksForAgent } from './needs-agent.js';

/** The measure that counts changes against the plan before, but for the number that no choice can avoid. */
export const changeMeasure = 'changes of the previous plan';
/** The objective less what changes cost. */
export const netMeasure = 'objective less changes';

/** What the model is told besides the problem: candidates that are out, and those that are decided. */
export interface Decided {
  /** 1 for candidates that the history or a fixed plan rules out. */
  barred: Uint8Array;
  /** Candidates that are chosen whatever else is, ascending. */
  fixed: Uint32Array;
  past: Past | null;
}

/** A problem in terms of limits, measures and candidates alone: agents written out, the plan before as limits, history and fixed plans decided. */
export interface Prepared {
  problem: Problem;
  instance: Instance;
  decided: Decided | null;
  /** Gain (not objective) that every plan has besides its candidates': what changes cost that no choice avoids. */
  constant: number;
  /** Candidates that each sequence rule forbids because of the history; null without one. */
  removed: { id: string; removed: number }[] | null;
  variants: Variants | null;
  /** Candidates of the instance given, and who carries them out; ascending where the assignment is. */
  restore: (assignment: Uint32Array) => { assignment: Uint32Array; agents: Int32Array | null };
}

/** The problem as it is where it has none of these. */
export function prepare(problem: Problem, instance: Instance): { ok: true; prepared: Prepared } | { ok: false; errors: Fault[] } {
  const faults = new FaultList();
  const periods = Math.max(1, problem.periods.length);
  const past = problem.sequence.length > 0 ? readPast(problem, instance) : null;
  const busy = new Float64Array(problem.agents.length * periods);
  const { fixed } = instance;
  fixed?.candidates.forEach((e, f) => {
    const agent = fixed.agents[f]!;
    const action = Math.floor(instance.option[e]! / periods);
    if (agent >= 0) busy[agent * periods + (instance.option[e]! % periods)]!++;
    else if (problem.agents.length > 0 && asksForAgent(problem, instance, action)) faults.add('/fixed', 'agent-missing', `Customer ${JSON.stringify(customerId(instance, customerOf(instance, e)))} is fixed to "${problem.actions[action]!.id}", which needs an agent: say which in the column "agent"`);
  });
  if (fixed && !faults.any) checkFixed(problem, instance, fixed, faults);
  const variants = problem.agents.length > 0 && !faults.any ? withAgents(problem, instance, busy, faults) : null;
  if (faults.any) return { ok: false, errors: faults.list() };
  const lowered = withPrevious(problem, instance, variants?.problem ?? problem, variants?.instance ?? instance, variants?.source ?? null);
  const sourceOf = (e: number): number => variants?.source[e] ?? e;
  const decided = fixed || past ? decide(problem, instance, lowered.instance, past, variants, sourceOf, faults) : null;
  if (faults.any) return { ok: false, errors: faults.list() };
  return {
    ok: true,
    prepared: {
      ...lowered,
      decided,
      removed: instance.history ? problem.sequence.map((rule, r) => ({ id: rule.id, removed: past?.removed[r] ?? 0 })) : null,
      variants,
      restore: (assignment) => (variants ? restored(problem, variants, assignment) : { assignment, agents: null }),
    },
  };
}

/** What is fixed must keep the rules of its own customers; limits and households are another matter. */
function checkFixed(problem: Problem, instance: Instance, fixed: NonNullable<Instance['fixed']>, faults: FaultList): void {
  const alone: Problem = { ...problem, limits: [], households: [], previous: null };
  for (const { code, message } of verifyPlan(alone, instance, fixed.candidates, fixed.agents).faults) faults.add('/fixed', code, `${message}, but so it is fixed: leave the fixed row out or change what forbids it`);
}

function customerOf({ offsets }: Instance, candidate: number): number {
  let [low, high] = [0, offsets.length - 1];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (offsets[middle]! <= candidate) low = middle;
    else high = middle;
  }
  return low;
}

function restored(problem: Problem, variants: Variants, assignment: Uint32Array): { assignment: Uint32Array; agents: Int32Array } {
  const agents = assignAgents(problem, variants, variants.actionOf, assignment);
  const order = Uint32Array.from(assignment.keys()).sort((a, b) => variants.source[assignment[a]!]! - variants.source[assignment[b]!]!);
  return { assignment: Uint32Array.from(order, (z) => variants.source[assignment[z]!]!), agents: Int32Array.from(order, (z) => agents[z]!) };
}

function decide(problem: Problem, instance: Instance, lowered: Instance, past: Past | null, variants: Variants | null, sourceOf: (e: number) => number, faults: FaultList): Decided | null {
  const periods = Math.max(1, problem.periods.length);
  const total = lowered.option.length;
  const barred = new Uint8Array(total);
  const single = Math.min(problem.contacts.max, problem.contacts.perPeriod * periods, problem.actions.length * periods) < 2;
  const asked = problem.sequence.flatMap((rule, r) => (rule.kind === 'onlyAfter' ? [{ r, matches: past!.asked[r]! }] : []));
  if (past) {
    for (let e = 0; e < total; e++) {
      const source = sourceOf(e);
      barred[e] = past.barred[source]!;
      // With one action a customer nothing in the plan can come before.
      if (single) for (const { r, matches } of asked) if (matches[instance.option[source]!] && !past.granted[r]![source]) barred[e] = 1;
    }
  }
  const fixed: number[] = [];
  if (instance.fixed) {
    const { customers, candidates, agents } = instance.fixed;
    const wanted = new Map<number, number>();
    candidates.forEach((e, f) => wanted.set(e, agents[f]!));
    for (const i of customers) {
      for (let e = lowered.offsets[i]!; e < lowered.offsets[i + 1]!; e++) {
        barred[e] = 1;
        const agent = wanted.get(sourceOf(e));
        if (agent === undefined) continue;
        const pool = variants?.poolOf[Math.floor(lowered.option[e]! / periods)] ?? -1;
        if (!variants || pool < 0 ? agent < 0 : variants.pools[pool]!.agents.includes(agent)) fixed.push(e);
      }
    }
    if (fixed.length < candidates.length) faults.add('/fixed', 'skill-missing', `${candidates.length - fixed.length} of the fixed rows name an agent who has not the skill for the action: correct the agent`);
  }
  const gathered: Past | null = past && variants ? { ...past, granted: past.granted.map((own) => (own ? Uint8Array.from(variants.source, (e) => own[e]!) : null)) } : past;
  return { barred, fixed: Uint32Array.from(fixed.sort((a, b) => a - b)), past: gathered };
}

/** The plan before as a measure, limits and a part of the objective. */
function withPrevious(given: Problem, original: Instance, problem: Problem, instance: Instance, source: Uint32Array | null): { problem: Problem; instance: Instance; constant: number } {
  const { previous } = given;
  const before = original.previous;
  if (!previous || !before) return { problem, instance, constant: 0 };
  const kept = new Set(before.candidates);
  const had = new Set(before.customers);
  const one = given.contacts.max === 1;
  const change = new Float64Array(instance.option.length);
  for (let i = 0; i < instance.customers.count; i++) {
    for (let e = instance.offsets[i]!; e < instance.offsets[i + 1]!; e++) change[e] = kept.has(source ? source[e]! : e) ? -1 : one && had.has(i) ? 0 : 1;
  }
  const base = one ? before.customers.length : before.assignments;
  const everything = { terms: [{ measure: changeMeasure, weight: 1 }], where: { action: [], customer: [] } };
  const limits: Limit[] = [];
  if (previous.mostChanges < Infinity) limits.push({ id: 'previous.mostChanges', quantity: everything, sense: 'atMost', bound: previous.mostChanges - base, shareOf: null, orZero: false });
  if (previous.keep > 0) {
    const stays = Float64Array.from(change, (value) => (value < 0 ? 1 : 0));
    instance = { ...instance, measures: { ...instance.measures, 'kept of the previous plan': stays } };
    limits.push({ id: 'previous.keep', quantity: { ...everything, terms: [{ measure: 'kept of the previous plan', weight: 1 }] }, sense: 'atLeast', bound: previous.keep * before.assignments, shareOf: null, orZero: false });
  }
  const measures: Record<string, Float64Array> = { ...instance.measures, [changeMeasure]: change };
  const { objective } = problem;
  if (previous.changeCost === 0 || objective.kind === 'ratio') return { problem: { ...problem, limits: [...problem.limits, ...limits] }, instance: { ...instance, measures }, constant: 0 };
  const own = measureOf(problem, instance, objective.measure);
  const sign = objective.kind === 'minimise' ? -1 : 1;
  measures[netMeasure] = own ? own.map((value, e) => value - sign * previous.changeCost * change[e]!) : change;
  return {
    problem: { ...problem, limits: [...problem.limits, ...limits], objective: own ? { ...objective, measure: netMeasure } : objective },
    instance: { ...instance, measures },
    constant: -previous.changeCost * base,
  };
}

function measureOf(problem: Problem, instance: Instance, name: string): Float64Array | null {
  if (name === 'count') return new Float64Array(instance.option.length).fill(1);
  const column = name === 'value' ? instance.value : instance.measures[name];
  if (column) return Float64Array.from(column);
  const periods = Math.max(1, problem.periods.length);
  const byAction = problem.actions.map((action) => action.attributes[name]);
  if (byAction.some((value) => typeof value !== 'number')) return null;
  return Float64Array.from(instance.option, (o) => byAction[Math.floor(o / periods)] as number);
}
