import type { SolveMemory } from '../assign/solve-memory.js';
import { FaultList } from '../problem/fault-list.js';
import type { Instance } from '../problem/instance.js';
import type { Fault, Problem } from '../problem/problem.js';
import type { Decided } from '../prepare/prepare.js';
import { buildChoice } from './choice.js';
import { buildRules } from './customer-rules.js';
import { buildRows, type BuiltRows } from './build-rows.js';
import { decideEligibility, type Eligibility } from './eligibility.js';
import { buildHouseholds } from './households.js';
import { findMeasure } from './measures.js';
import type { Model } from './model.js';
import { largestIn, mostNumber, tooLarge } from './number-size.js';

export type BuiltModel = { ok: true; model: Model; eligibility: Pick<Eligibility, 'removed' | 'removedInAll'> } | { ok: false; errors: Fault[] };

/**
 * The model of a problem over an instance, with the gains of its objective (of a ratio: of its numerator). What is decided stands
 * outside: fixed candidates are taken off the bounds, `fixedGain` is their gain.
 */
export function buildModel(problem: Problem, instance: Instance, decided: Decided | null = null, memory: SolveMemory | null = null): BuiltModel {
  const faults = new FaultList();
  checkTests(problem, instance, faults);
  const recall = <T>(kind: string, parts: readonly unknown[], make: () => T): T => (memory ? memory.recall(kind, parts, make) : make());
  const built = buildRows(problem, instance, faults, memory);
  const { objective } = problem;
  const measureName = objective.kind === 'ratio' ? objective.numerator : objective.measure;
  for (const name of objective.kind === 'ratio' ? [objective.numerator, objective.denominator] : [objective.measure]) checkObjectiveMeasure(problem, instance, name, faults);
  if (!built || faults.any) return { ok: false, errors: faults.list() };

  const eligibility = recall('eligibility', [problem.eligibility, problem.ageing, problem.actions, instance], () => decideEligibility(problem, instance));
  const fixed = decided?.fixed ?? new Uint32Array(0);
  const customerOfFixed = fixedCustomers(instance, fixed);
  const households = buildHouseholds(problem, instance, fixed, (e) => customerOfFixed.get(e)!, faults);
  if (faults.any) return { ok: false, errors: faults.list() };
  takeOff(built, instance, problem, fixed, customerOfFixed);
  const barred = decided?.barred.includes(1) ? decided.barred : null;
  const kept = eligibility.removedInAll > 0 || barred ? recall('kept', [eligibility, decided?.barred], () => keep(problem, instance, eligibility, barred)) : null;
  const column = (values: Float64Array): Float64Array => (kept ? gather(values, kept.origin) : values);
  const model: Model = {
    customers: instance.customers.count,
    options: problem.actions.length * Math.max(1, problem.periods.length),
    cells: built.cells.count,
    offsets: kept?.offsets ?? instance.offsets,
    option: kept?.option ?? instance.option,
    gain: new Float64Array(0),
    cell: built.cells.of,
    weight: new Float64Array(built.cells.count).fill(1),
    origin: kept?.origin ?? null,
    own: built.own.map(({ name, column: whole }) => recall(`own ${name}`, [instance, kept], () => column(whole))),
    rows: built.rows,
    entries: built.entries,
    choice: buildChoice(problem),
  };
  if (households) model.households = households;
  const rules = model.choice.max > 1 ? buildRules(problem, decided?.past ?? null, model.customers, model.option, model.origin) : null;
  if (rules) model.rules = rules;
  model.gain = recall('gain', [instance, kept, problem.actions, measureName, objective.kind], () => {
    const gain = measureColumn(problem, instance, model, measureName, objective.kind === 'minimise' ? -1 : 1);
    // Single precision holds nothing too large.
    const largest = gain instanceof Float32Array ? 0 : largestIn(gain);
    if (largest > mostNumber) faults.add('/objective', 'number-too-large', tooLarge(`The objective's "${measureName}"`, largest));
    return gain;
  });
  if (faults.any) return { ok: false, errors: faults.list() };
  if (fixed.length > 0) {
    const whole = findMeasure(problem, instance, measureName)!;
    const periods = Math.max(1, problem.periods.length);
    const sum = fixed.reduce((total, e) => total + (whole.kind === 'candidate' ? whole.column[e]! : (whole.byAction[Math.floor(instance.option[e]! / periods)] ?? 0)), 0);
    model.fixedGain = objective.kind === 'minimise' ? -sum : sum;
  }
  return { ok: true, model, eligibility };
}

function fixedCustomers({ offsets }: Instance, fixed: Uint32Array): Map<number, number> {
  const found = new Map<number, number>();
  let i = 0;
  for (const e of fixed) {
    while (offsets[i + 1]! <= e) i++;
    found.set(e, i);
  }
  return found;
}

/** Takes what fixed candidates use off the bounds. Where some is used, "at least so much or nothing" is no longer nothing. */
function takeOff({ rows, entries, cells, own }: BuiltRows, instance: Instance, problem: Problem, fixed: Uint32Array, customerOf: ReadonlyMap<number, number>): void {
  const options = problem.actions.length * Math.max(1, problem.periods.length);
  for (const e of fixed) {
    const q = cells.of[customerOf.get(e)!]! * options + instance.option[e]!;
    for (let s = entries.start[q]!; s < entries.start[q + 1]!; s++) {
      const row = rows[entries.row[s]!]!;
      const used = entries.coefficient[s]! * (entries.channel[s] === 0 ? 1 : own[entries.channel[s]! - 1]!.column[e]!);
      row.bound -= used;
      row.planBound -= used;
      row.outside = (row.outside ?? 0) + Math.abs(used);
      if (used !== 0) row.orZero = false;
    }
  }
}

/** factor × measure for every candidate of the model; the instance's own column where nothing changes. */
export function measureColumn(problem: Problem, instance: Instance, model: Model, name: string, factor: number): Float64Array | Float32Array {
  const measure = findMeasure(problem, instance, name)!;
  if (measure.kind === 'candidate') {
    const column = model.origin ? gather(measure.column, model.origin) : measure.column;
    return factor === 1 ? column : column.map((value) => factor * value);
  }
  const periods = Math.max(1, problem.periods.length);
  const byOption = Float64Array.from({ length: model.options }, (_, o) => factor * (measure.byAction[Math.floor(o / periods)] ?? 0));
  return Float64Array.from(model.option, (o) => byOption[o]!);
}

function gather(values: Float64Array | Float32Array, origin: Uint32Array): Float64Array {
  const out = new Float64Array(origin.length);
  for (let e = 0; e < out.length; e++) out[e] = values[origin[e]!]!;
  return out;
}

function keep(problem: Problem, instance: Instance, { cells, forbidden, removedInAll }: Eligibility, barred: Uint8Array | null): Pick<Model, 'offsets' | 'option'> & { origin: Uint32Array } {
  const options = problem.actions.length * Math.max(1, problem.periods.length);
  const total = barred ? instance.option.length : instance.option.length - removedInAll;
  const [offsets, option, origin] = [new Uint32Array(instance.customers.count + 1), new Uint16Array(total), new Uint32Array(total)];
  let end = 0;
  for (let i = 0; i < instance.customers.count; i++) {
    const base = cells.of[i]! * options;
    for (let e = instance.offsets[i]!; e < instance.offsets[i + 1]!; e++) {
      if (forbidden[base + instance.option[e]!] || barred?.[e]) continue;
      option[end] = instance.option[e]!;
      origin[end++] = e;
    }
    offsets[i + 1] = end;
  }
  return { offsets, option: option.slice(0, end), origin: origin.slice(0, end) };
}

function checkTests(problem: Problem, { customers }: Instance, faults: FaultList): void {
  for (const rule of problem.eligibility) {
    for (const test of [...rule.for, ...(rule.unless ?? [])]) {
      const [text, numbers] = [customers.text[test.attribute], customers.numbers[test.attribute]];
      if (!text && !numbers) faults.add('/eligibility', 'unknown-attribute', `Rule "${rule.id}" tests "${test.attribute}", but no customer has such an attribute`);
      else if (test.kind === 'comparison' && !numbers) faults.add('/eligibility', 'not-a-number', `Rule "${rule.id}" compares "${test.attribute}" with a number, but the attribute holds texts`);
    }
  }
  for (const attribute of problem.ageing) if (!customers.numbers[attribute]) faults.add('/ageing', 'unknown-attribute', `"ageing" names "${attribute}", but no customer has such a numeric attribute`);
}

function checkObjectiveMeasure(problem: Problem, instance: Instance, name: string, faults: FaultList): void {
  const measure = findMeasure(problem, instance, name);
  if (!measure) faults.add('/objective', 'unknown-measure', `No action and no candidate has a number "${name}", which the objective asks for`);
  else if (measure.kind === 'action' && measure.byAction.includes(null)) {
    const action = problem.actions[measure.byAction.indexOf(null)]!;
    faults.add('/actions', 'measure-missing', `Action "${action.id}" has no number "${name}", which the objective sums: give one, 0 where there is none`);
  }
}
