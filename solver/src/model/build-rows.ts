import { matchesAction } from '../problem/parse-filters.js';
import { shown, FaultList } from '../problem/fault-list.js';
import type { Instance } from '../problem/instance.js';
import type { Limit, Membership, Problem, Quantity } from '../problem/problem.js';
import { type Cells, partitionCustomers } from './cells.js';
import { belowInSteps, decimalStep } from './decimal-step.js';
import { customerPasses } from './customer-tests.js';
import { findMeasure, type Measure, inDouble } from './measures.js';
import type { Entries, Row } from './model.js';

export interface BuiltRows {
  rows: Row[];
  entries: Entries;
  cells: Cells;
  own: { name: string; column: Float64Array }[];
}

const never = (): number => 0;

function largestIn(column: Float64Array): number {
  let most = 0;
  for (const value of column) most = Math.max(most, Math.abs(value));
  return most;
}

/**
 * Turns the limits into rows with sparse coefficients by (cell, option). A limit for each period becomes a row for each.
 * Rows are divided by a power of two near their largest coefficient, which changes no digit.
 */
export function buildRows(problem: Problem, instance: Instance, faults: FaultList): BuiltRows | null {
  const { actions, limits } = problem;
  const periodCount = Math.max(1, problem.periods.length);
  const options = actions.length * periodCount;
  const quantities = limits.flatMap((limit) => [limit.quantity, ...(limit.shareOf ? [limit.shareOf] : [])]);
  const memberships = quantities.flatMap((quantity) => quantity.where.customer);
  for (const { attribute } of memberships) {
    if (!instance.customers.text[attribute] && !instance.customers.numbers[attribute]) faults.add('/limits', 'unknown-attribute', `A limit filters on "customer.${attribute}", but no customer has an attribute "${attribute}"`);
  }
  const own: BuiltRows['own'] = [];
  const measures = new Map<string, Measure>();
  for (const { terms, where } of quantities) {
    for (const { measure: name } of terms) {
      const measure = findMeasure(problem, instance, name);
      if (!measure) faults.add('/limits', 'unknown-measure', `No action and no candidate has a number "${name}", which a limit sums`);
      else {
        measures.set(name, measure);
        if (measure.kind === 'candidate' && !own.some((known) => known.name === name)) own.push({ name, column: inDouble(measure.column) });
        if (measure.kind === 'action') actions.forEach((action, a) => {
          if (measure.byAction[a] === null && matchesAction(where.action.filter((m) => m.attribute !== 'period'), action, null)) faults.add('/actions', 'measure-missing', `Action ${shown(action.id)} has no number "${name}", which a limit sums over it: give one, 0 where there is none`);
        });
      }
    }
  }
  if (own.length > 255) faults.add('/limits', 'too-many-measures', `${own.length} measures differ per candidate; at most 255 can be told apart`);
  if (faults.any) return null;

  const cells = partitionCustomers(instance, memberships.map((membership) => ({ test: { kind: 'membership', ...membership }, shiftDays: 0 })));
  const ownLargest = own.map(({ column }) => largestIn(column));
  const rows: Row[] = [];
  const triples: { q: number; row: number; coefficient: number; channel: number }[][] = Array.from({ length: cells.count }, () => []);
  const optionMatches = (filter: readonly Membership[], period: number): number[] =>
    Array.from({ length: options }, (_, o) => o).filter((o) => (period < 0 || o % periodCount === period) && matchesAction(filter, actions[Math.floor(o / periodCount)]!, problem.periods[o % periodCount] ?? null));

  limits.forEach((limit, l) => {
    for (const period of limit.each?.length ? problem.periods.keys() : [-1]) {
      const row = rows.length;
      let largest = 0;
      const coefficients = new Set<number>();
      const channels = new Set<number>();
      const add = (quantity: Quantity, factor: number): void => {
        const matching = optionMatches(quantity.where.action, period);
        const tests = quantity.where.customer.map((membership) => ({ kind: 'membership', ...membership }) as const);
        for (let cell = 0; cell < cells.count; cell++) {
          if (!customerPasses(instance, cells.representative[cell]!, tests, never)) continue;
          for (const { measure: name, weight } of quantity.terms) {
            const measure = measures.get(name)!;
            const channel = measure.kind === 'action' ? 0 : own.findIndex((known) => known.name === name) + 1;
            for (const o of matching) {
              const coefficient = factor * weight * (measure.kind === 'action' ? measure.byAction[Math.floor(o / periodCount)]! : 1);
              if (coefficient === 0) continue;
              triples[cell]!.push({ q: cell * options + o, row, coefficient, channel });
              largest = Math.max(largest, Math.abs(coefficient) * (channel > 0 ? ownLargest[channel - 1]! : 1));
              coefficients.add(coefficient);
              if (channel > 0) channels.add(channel);
            }
          }
        }
      };
      add(limit.quantity, 1);
      if (limit.shareOf) add(limit.shareOf, -limit.bound);
      rows.push(rowOf(limit, l, period, largest, limit.sense === 'below' ? stepOf(coefficients, [...channels].map((channel) => own[channel - 1]!.column)) : 0));
    }
  });
  return { rows, entries: pack(triples, cells.count * options, rows), cells, own };
}

/** Step in which a row's use moves: of its coefficients times that of the candidates' own measures; 0 where there is none. */
function stepOf(coefficients: ReadonlySet<number>, columns: readonly Float64Array[]): number {
  return columns.reduce((step, column) => step * decimalStep(column, 4), decimalStep(coefficients, 6));
}

function rowOf(limit: Limit, index: number, period: number, largest: number, step: number): Row {
  const scale = largest > 0 ? 2 ** Math.round(Math.log2(largest)) : 1;
  const right = limit.shareOf ? 0 : limit.bound;
  let [bound, planBound] = [right, right];
  if (limit.sense === 'below') {
    // What moves in steps is at most the last step below b; else plans keep a distance that rounding cannot close, and the proof uses b.
    planBound = step > 0 ? belowInSteps(right, step) : right - 1e-9 * Math.max(Math.abs(right), largest);
    if (step > 0) bound = planBound;
  }
  return { limit: index, period, sense: limit.sense === 'atLeast' ? -1 : limit.sense === 'equal' ? 0 : 1, bound: bound / scale, planBound: planBound / scale, scale, orZero: limit.orZero, mostPrice: Infinity };
}

function pack(triples: { q: number; row: number; coefficient: number; channel: number }[][], size: number, rows: readonly Row[]): Entries {
  const total = triples.reduce((sum, list) => sum + list.length, 0);
  const entries: Entries = { start: new Uint32Array(size + 1), row: new Uint32Array(total), coefficient: new Float64Array(total), channel: new Uint8Array(total) };
  for (const list of triples) for (const { q } of list) entries.start[q + 1]!++;
  for (let q = 0; q < size; q++) entries.start[q + 1]! += entries.start[q]!;
  const next = entries.start.slice();
  for (const list of triples) {
    for (const { q, row, coefficient, channel } of list) {
      const at = next[q]!++;
      entries.row[at] = row;
      entries.coefficient[at] = coefficient / rows[row]!.scale;
      entries.channel[at] = channel;
    }
  }
  return entries;
}
