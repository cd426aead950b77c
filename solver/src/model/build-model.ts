import { FaultList } from '../problem/fault-list.js';
import type { Instance } from '../problem/instance.js';
import type { Fault, Problem } from '../problem/problem.js';
import { buildChoice } from './choice.js';
import { buildRows } from './build-rows.js';
import { decideEligibility, type Eligibility } from './eligibility.js';
import { findMeasure, inDouble } from './measures.js';
import type { Model } from './model.js';

export type BuiltModel = { ok: true; model: Model; eligibility: Pick<Eligibility, 'removed' | 'removedInAll'> } | { ok: false; errors: Fault[] };

/** The model of a problem over an instance, with the gains of its objective (of a ratio: of its numerator). */
export function buildModel(problem: Problem, instance: Instance): BuiltModel {
  const faults = new FaultList();
  checkTests(problem, instance, faults);
  const built = buildRows(problem, instance, faults);
  const { objective } = problem;
  const measureName = objective.kind === 'ratio' ? objective.numerator : objective.measure;
  for (const name of objective.kind === 'ratio' ? [objective.numerator, objective.denominator] : [objective.measure]) checkObjectiveMeasure(problem, instance, name, faults);
  if (!built || faults.any) return { ok: false, errors: faults.list() };

  const eligibility = decideEligibility(problem, instance);
  const kept = eligibility.removedInAll > 0 ? keep(problem, instance, eligibility) : null;
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
    own: built.own.map((own) => column(own.column)),
    rows: built.rows,
    entries: built.entries,
    choice: buildChoice(problem),
  };
  model.gain = measureColumn(problem, instance, model, measureName, objective.kind === 'minimise' ? -1 : 1);
  return { ok: true, model, eligibility };
}

/** factor × measure for every candidate of the model; the instance's own column where nothing changes. */
export function measureColumn(problem: Problem, instance: Instance, model: Model, name: string, factor: number): Float64Array {
  const measure = findMeasure(problem, instance, name)!;
  if (measure.kind === 'candidate') {
    const column = model.origin ? gather(measure.column, model.origin) : inDouble(measure.column);
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

function keep(problem: Problem, instance: Instance, { cells, forbidden, removedInAll }: Eligibility): Pick<Model, 'offsets' | 'option'> & { origin: Uint32Array } {
  const options = problem.actions.length * Math.max(1, problem.periods.length);
  const total = instance.option.length - removedInAll;
  const [offsets, option, origin] = [new Uint32Array(instance.customers.count + 1), new Uint16Array(total), new Uint32Array(total)];
  let end = 0;
  for (let i = 0; i < instance.customers.count; i++) {
    const base = cells.of[i]! * options;
    for (let e = instance.offsets[i]!; e < instance.offsets[i + 1]!; e++) {
      if (forbidden[base + instance.option[e]!]) continue;
      option[end] = instance.option[e]!;
      origin[end++] = e;
    }
    offsets[i + 1] = end;
  }
  return { offsets, option, origin };
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
