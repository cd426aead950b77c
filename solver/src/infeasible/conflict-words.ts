import type { SolutionBoundChange, SolutionConflict } from '@arbiter/contracts/solution-document';
import type { Plan } from '../finish/plan.js';
import type { Model } from '../model/model.js';
import type { Instance } from '../problem/instance.js';
import type { Limit, Problem } from '../problem/problem.js';
import { checkCertificate, type LimitMultiplier } from '../verify/check-certificate.js';
import { PlanMeter } from '../verify/measure-plan.js';
import type { Conflict, Nearest } from './conflict.js';
import { documentBound, groupOfRow, rowName } from './row-names.js';

/** A conflict in the words of the document: limits by id, period and group, bounds and amounts in their own units; its proof checked. */
export function conflictInWords(problem: Problem, instance: Instance, model: Model, conflict: Conflict): SolutionConflict {
  const limitOf = (k: number): Limit => problem.limits[model.rows[k]!.limit]!;
  const certificate = conflict.lambda ? certificateInWords(problem, instance, model, conflict.lambda) : null;
  const alternatives = conflict.alternatives.map((nearest) => boundChanges(problem, instance, model, nearest)).filter((changes) => changes.length > 0);
  return {
    limits: conflict.limits.map((limit) => problem.limits[limit]!.id),
    members: conflict.members.map(({ row, reachable }) => ({ ...rowName(problem, model.rows[row]!), sense: limitOf(row).sense, bound: documentBound(limitOf(row), model.rows[row]!), reachable })),
    relaxation: conflict.nearest ? boundChanges(problem, instance, model, conflict.nearest) : [],
    alternatives,
    proved: conflict.proved && (certificate === null || certificate.checked),
    ...(certificate ? { certificate } : {}),
  };
}

function certificateInWords(problem: Problem, instance: Instance, model: Model, lambda: Float64Array): NonNullable<SolutionConflict['certificate']> {
  const used: LimitMultiplier[] = model.rows.flatMap((row, k) => {
    const limit = problem.limits[row.limit];
    return lambda[k] !== 0 && limit ? [{ limit, group: groupOfRow(problem, row), bound: documentBound(limit, row), multiplier: lambda[k]! / row.scale }] : [];
  });
  // One unit of the largest multiplier: certificates of problems in other units look alike.
  const largest = used.reduce((most, { multiplier }) => Math.max(most, Math.abs(multiplier)), 0);
  const scaled = used.map((one) => ({ ...one, multiplier: one.multiplier / (largest || 1) }));
  const { value, holds } = checkCertificate(problem, instance, scaled);
  const rows = model.rows.filter((_, k) => lambda[k] !== 0);
  return { multipliers: scaled.map(({ multiplier }, z) => ({ ...rowName(problem, rows[z]!), multiplier })), value, checked: holds };
}

/** Every bound that a plan breaks, and what it would have to be for the plan to keep it. */
export function boundChanges(problem: Problem, instance: Instance, model: Model, nearest: Nearest): SolutionBoundChange[] {
  return model.rows.flatMap((row, k) => {
    const limit = problem.limits[row.limit];
    const violation = nearest.violation[k]!;
    if (!limit || violation === 0 || row.mostPrice < Infinity || (row.orZero && nearest.used[k] === 0)) return [];
    const over = nearest.used[k]! > row.planBound;
    const from = documentBound(limit, row);
    let step = violation * row.scale;
    if (limit.shareOf) {
      const denominator = denominatorOf(problem, instance, model, nearest.plan(), k);
      // A plan without a denominator has no share that would do.
      if (!(denominator > 0)) return [];
      step /= denominator;
    }
    const to = from + (over ? step : -step);
    return [{ ...rowName(problem, row), from, to: limit.sense === 'equal' ? to : tidy(to, from, over ? 1 : -1) }];
  });
}

/** Rows that a plan breaks and that no bound would let it keep: shares of nothing. */
export function beyondBounds(problem: Problem, instance: Instance, model: Model, nearest: Nearest): number[] {
  return model.rows.flatMap((row, k) => (problem.limits[row.limit]?.shareOf && row.mostPrice === Infinity && nearest.violation[k]! > 0 && !(denominatorOf(problem, instance, model, nearest.plan(), k) > 0) ? [k] : []));
}

/** A number without the dust of its sum, by the size of the bound that it replaces, and never to the tight side. */
function tidy(value: number, from: number, side: 1 | -1): number {
  const scale = Math.max(Math.abs(value), Math.abs(from));
  if (scale === 0 || !Number.isFinite(value)) return value;
  const unit = 10 ** (Math.floor(Math.log10(scale)) - 11);
  for (const units of [Math.round(value / unit), Math.round(value / unit) + side]) {
    const short = Number((units * unit).toPrecision(12));
    if ((short - value) * side >= 0) return short === 0 ? 0 : short;
  }
  return value;
}

function denominatorOf(problem: Problem, instance: Instance, model: Model, plan: Plan, k: number): number {
  const row = model.rows[k]!;
  const { shareOf } = problem.limits[row.limit]!;
  const meter = new PlanMeter(problem, instance);
  const group = Object.entries(groupOfRow(problem, row));
  let total = 0;
  plan.held.forEach((held, s) => {
    if (held < 0) return;
    const [e, customer] = [model.origin?.[held] ?? held, Math.floor(s / plan.slots)];
    const inGroup = group.every(([key, wanted]) => {
      if (key === 'period') return problem.periods[meter.periodIndex(e)] === wanted;
      if (key.startsWith('customer.')) return String(meter.customerAttribute(customer, key.slice(9)) ?? '\u0000') === wanted;
      const action = problem.actions[meter.actionIndex(e)]!;
      return String((key === 'action' ? action.id : action.attributes[key.replace(/^action\./, '')]) ?? '\u0000') === wanted;
    });
    if (!inGroup || !meter.passes(shareOf!.where, customer, e)) return;
    for (const { measure, weight } of shareOf!.terms) total += weight * meter.measure(measure, e);
  });
  return total;
}
