import type { SolveMemory } from '../assign/solve-memory.js';
import { escape, matchesAction } from '../problem/parse-filters.js';
import { boundOf } from '../problem/parse-groups.js';
import { shown, FaultList } from '../problem/fault-list.js';
import type { Instance } from '../problem/instance.js';
import type { Limit, Membership, Problem, Quantity } from '../problem/problem.js';
import { type Cells, partitionCustomers } from './cells.js';
import { CellIndex } from './cell-index.js';
import { belowInSteps, decimalStep } from './decimal-step.js';
import { largestIn, mostNumber, tooLarge } from './number-size.js';
import { EntryList } from './entry-list.js';
import { GroupFinder, type LimitGroups, unknownGroups } from './limit-groups.js';
import { findMeasure, inDouble, type Measure } from './measures.js';
import type { Entries, Row } from './model.js';

export interface BuiltRows {
  rows: Row[];
  entries: Entries;
  cells: Cells;
  own: { name: string; column: Float64Array }[];
}

/** Cells times options, above which the prices alone would take gigabytes. */
const mostPlaces = 50_000_000;
/** A hundred thousand limits over a thousand candidates take 8 s of a processor and 0.6 GB; a million would take ten times that. */
const mostRows = 200_000;

/**
 * Turns the limits into rows with sparse coefficients by (cell, option); a limit for each of something becomes a row for each group.
 * Rows are divided by a power of two near their largest coefficient, which changes no digit. Time: the coefficients, and what the
 * filters name.
 */
export function buildRows(problem: Problem, instance: Instance, faults: FaultList, memory: SolveMemory | null = null): BuiltRows | null {
  const own: BuiltRows['own'] = [];
  const measures = findMeasures(problem, instance, own, faults);
  if (own.length > 255) faults.add('/limits', 'too-many-measures', `${own.length} measures differ per candidate; at most 255 can be told apart`);
  if (faults.any) return null;
  const quantities = problem.limits.flatMap((limit) => [limit.quantity, ...(limit.shareOf ? [limit.shareOf] : [])]);
  const tests = quantities.flatMap((quantity) => quantity.where.customer.map((membership) => ({ test: { kind: 'membership' as const, ...membership }, shiftDays: 0 })));
  const splits = problem.limits.flatMap((limit) => (limit.each ?? []).flatMap((one) => (one.kind === 'customer' ? [one.attribute] : [])));
  const partition = (): Cells => partitionCustomers(instance, tests, splits);
  const cells = memory ? memory.cells(instance.customers, [...tests.map(({ test }) => JSON.stringify(test)), ...splits.map((attribute) => `each ${attribute}`)], partition) : partition();
  const options = problem.actions.length * Math.max(1, problem.periods.length);
  if (cells.count * options > mostPlaces) {
    faults.add('/limits', 'too-many-groups', `The limits tell ${cells.count} classes of customers apart, times ${options} options: at most ${mostPlaces} are possible; filter on coarser attributes, or use "households" for caps of a few customers each`);
    return null;
  }
  const builder = new RowBuilder(problem, instance, cells, measures, own, faults);
  problem.limits.forEach((limit, l) => builder.add(limit, l));
  return faults.any ? null : { rows: builder.rows, entries: builder.entries.pack(cells.count * options, builder.rows), cells, own };
}

/** The measures that limits sum; those that differ by candidate become columns of `own`. */
function findMeasures(problem: Problem, instance: Instance, own: BuiltRows['own'], faults: FaultList): Map<string, Measure> {
  const measures = new Map<string, Measure>();
  const complete = new Set<string>();
  const hasAttribute = (attribute: string): boolean => attribute in instance.customers.text || attribute in instance.customers.numbers;
  problem.limits.forEach((limit, l) => {
    for (const one of limit.each ?? []) {
      if (one.kind === 'customer' && !hasAttribute(one.attribute)) faults.add(`/limits/${l}/each`, 'unknown-attribute', `Limit ${shown(limit.id)} holds for each "customer.${one.attribute}", but no customer has an attribute "${one.attribute}"`);
    }
    for (const { terms, where } of [limit.quantity, ...(limit.shareOf ? [limit.shareOf] : [])]) {
      for (const { attribute } of where.customer) {
        if (!hasAttribute(attribute)) faults.add('/limits', 'unknown-attribute', `A limit filters on "customer.${attribute}", but no customer has an attribute "${attribute}"`);
      }
      for (const { measure: name } of terms) {
        let measure = measures.get(name);
        if (!measure) {
          const found = findMeasure(problem, instance, name);
          if (!found) {
            faults.add('/limits', 'unknown-measure', `No action and no candidate has a number "${name}", which a limit sums`);
            continue;
          }
          measures.set(name, (measure = found));
          if (found.kind === 'candidate') own.push({ name, column: inDouble(found.column) });
          else if (!found.byAction.includes(null)) complete.add(name);
        }
        if (measure.kind === 'candidate' || complete.has(name)) continue;
        const { byAction } = measure;
        problem.actions.forEach((action, a) => {
          if (byAction[a] === null && matchesAction(where.action.filter((m) => m.attribute !== 'period'), action, null)) faults.add('/actions', 'measure-missing', `Action ${shown(action.id)} has no number "${name}", which a limit sums over it: give one, 0 where there is none`);
        });
      }
    }
  });
  return measures;
}

class RowBuilder {
  readonly rows: Row[] = [];
  readonly entries = new EntryList();
  readonly #index: CellIndex;
  readonly #groups: GroupFinder;
  readonly #options: number;
  readonly #periods: number;
  readonly #matching = new Map<string, Uint32Array>();
  readonly #ownLargest: number[];

  constructor(
    private readonly problem: Problem,
    instance: Instance,
    cells: Cells,
    private readonly measures: ReadonlyMap<string, Measure>,
    private readonly own: BuiltRows['own'],
    private readonly faults: FaultList,
  ) {
    this.#index = new CellIndex(instance, cells);
    this.#groups = new GroupFinder(problem, this.#index, cells.count);
    this.#periods = Math.max(1, problem.periods.length);
    this.#options = problem.actions.length * this.#periods;
    this.#ownLargest = own.map(({ column }) => largestIn(column));
  }

  add(limit: Limit, l: number): void {
    const groups = limit.each?.length ? this.#groups.groupsOf(limit.each) : null;
    const first = this.rows.length;
    const bounds = groups ? this.#boundsOf(limit, l, groups) : [limit.bound];
    // Row of each group, less `first`; −1 where the group has no bound.
    const place = new Int32Array(bounds.length);
    let count = 0;
    bounds.forEach((bound, g) => (place[g] = bound === null ? -1 : count++));
    if (first + count > mostRows) {
      this.faults.add(`/limits/${l}`, 'too-many-limits', `With limit ${shown(limit.id)} there are more than ${mostRows} limits in all, one for each group counted; use "households" for caps of a few customers each`);
      return;
    }
    const largest = new Float64Array(count);
    // Only strict rows need to know in which steps their use moves.
    const steps = limit.sense === 'below' ? Array.from({ length: count }, () => ({ coefficients: new Set<number>(), channels: new Set<number>() })) : null;
    const visit = (quantity: Quantity, factorOf: (row: number) => number): void => this.#forEach(quantity, (cell, o, coefficient, channel) => {
      const group = groups ? groups.ofCell[cell]! * groups.optionParts + groups.ofOption[o]! : 0;
      if (groups && (groups.ofCell[cell]! < 0 || groups.ofOption[o]! < 0)) return;
      const row = place[group]!;
      if (row < 0) return;
      const own = coefficient * factorOf(row);
      if (own === 0) return;
      this.entries.add(cell * this.#options + o, first + row, own, channel);
      largest[row] = Math.max(largest[row]!, Math.abs(own) * (channel > 0 ? this.#ownLargest[channel - 1]! : 1));
      if (!steps) return;
      steps[row]!.coefficients.add(own);
      if (channel > 0) steps[row]!.channels.add(channel);
    });
    const boundOfRow = bounds.filter((bound) => bound !== null);
    const size = Math.max(largestIn(boundOfRow), limit.softPrice ?? 0);
    if (size > mostNumber) this.faults.add(`/limits/${l}`, 'number-too-large', tooLarge(`Limit ${shown(limit.id)}`, size));
    visit(limit.quantity, () => 1);
    if (limit.shareOf) visit(limit.shareOf, (row) => -boundOfRow[row]!);
    if (largestIn(largest) > mostNumber) this.faults.add(`/limits/${l}`, 'number-too-large', tooLarge(`Limit ${shown(limit.id)}`, largestIn(largest)));
    bounds.forEach((bound, g) => {
      if (bound === null) return;
      const row = place[g]!;
      const step = steps ? stepOf(steps[row]!.coefficients, [...steps[row]!.channels].map((channel) => this.own[channel - 1]!.column)) : 0;
      const values = groups ? groups.values(Math.floor(g / groups.optionParts), g % groups.optionParts) : null;
      const byPeriod = limit.each?.findIndex((one) => one.kind === 'period') ?? -1;
      this.rows.push({ ...rowOf(limit, l, bound, largest[row]!, step), period: values && byPeriod >= 0 ? this.problem.periods.indexOf(values[byPeriod]!) : -1, ...(values ? { group: values } : {}) });
    });
  }

  #boundsOf(limit: Limit, l: number, groups: LimitGroups): (number | null)[] {
    for (const path of unknownGroups(limit, groups)) this.faults.add(`/limits/${l}/${limit.sense}/${path.map(escape).join('/')}`, 'unknown-group', `Limit ${shown(limit.id)} gives a bound for ${shown(path.at(-1))}, which does not occur: correct the name or leave it out`);
    const count = groups.customerParts * groups.optionParts;
    if (limit.bounds === undefined) return new Array<number>(count).fill(limit.bound);
    return Array.from({ length: count }, (_, g) => boundOf(limit.bounds!, groups.values(Math.floor(g / groups.optionParts), g % groups.optionParts)));
  }

  /** Every (cell, option) that a quantity counts, with its coefficients. */
  #forEach(quantity: Quantity, visit: (cell: number, option: number, coefficient: number, channel: number) => void): void {
    const matching = this.#optionsOf(quantity.where.action);
    const cells = this.#index.matching(quantity.where.customer);
    for (const { measure: name, weight } of quantity.terms) {
      const measure = this.measures.get(name)!;
      const channel = measure.kind === 'action' ? 0 : this.own.findIndex((known) => known.name === name) + 1;
      for (let z = 0; z < cells.length; z++) {
        for (const o of matching) visit(cells[z]!, o, weight * (measure.kind === 'action' ? measure.byAction[Math.floor(o / this.#periods)]! : 1), channel);
      }
    }
  }

  #optionsOf(filter: readonly Membership[]): Uint32Array {
    const key = JSON.stringify(filter);
    let found = this.#matching.get(key);
    if (!found) {
      const { actions, periods } = this.problem;
      const list: number[] = [];
      for (let o = 0; o < this.#options; o++) if (matchesAction(filter, actions[Math.floor(o / this.#periods)]!, periods[o % this.#periods] ?? null)) list.push(o);
      this.#matching.set(key, (found = Uint32Array.from(list)));
    }
    return found;
  }
}

/** Step in which a row's use moves: of its coefficients times that of the candidates' own measures; 0 where there is none. */
function stepOf(coefficients: ReadonlySet<number>, columns: readonly Float64Array[]): number {
  return columns.reduce((step, column) => step * decimalStep(column, 4), decimalStep(coefficients, 6));
}

function rowOf(limit: Limit, index: number, given: number, largest: number, step: number): Omit<Row, 'period'> {
  const scale = largest > 0 ? 2 ** Math.round(Math.log2(largest)) : 1;
  const right = limit.shareOf ? 0 : given;
  let [bound, planBound] = [right, right];
  if (limit.sense === 'below') {
    // What moves in steps is at most the last step below b; else plans keep a distance that rounding cannot close, and the proof uses b.
    planBound = step > 0 ? belowInSteps(right, step) : right - 1e-9 * Math.max(Math.abs(right), largest);
    if (step > 0) bound = planBound;
  }
  return {
    limit: index,
    sense: limit.sense === 'atLeast' ? -1 : limit.sense === 'equal' ? 0 : 1,
    bound: bound / scale,
    planBound: planBound / scale,
    scale,
    ...(limit.sense === 'below' ? { step } : {}),
    orZero: limit.orZero,
    mostPrice: limit.softPrice === undefined ? Infinity : limit.softPrice * scale,
  };
}
