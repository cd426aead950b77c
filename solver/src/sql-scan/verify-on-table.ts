import { FaultList } from '../problem/fault-list.js';
import { matchesAction } from '../problem/parse-filters.js';
import type { Fault, Limit, Problem, Quantity } from '../problem/problem.js';
import { namedValues } from './cell-keys.js';
import { candidateMeasures } from './candidate-measures.js';
import { printEligibility } from './print-eligibility.js';
import { printMeasuredPlanSql, printPlanCountSql } from './print-verify.js';
import type { TableSources } from './prepare-table.js';
import { type Ask, numberOf } from './sql-text.js';
import { describeSource } from './table-source.js';

/** Assignments that are looked up at once. */
const assignmentsInPart = 5_000_000;

interface Sum {
  value: number;
  size: number;
}

/** Use of a limit by a plan, as the limit's own bound is written. */
export interface TableLimit {
  limit: Limit;
  period: number;
  quantity: Sum;
  denominator: Sum | null;
}

export interface TableVerification {
  ok: boolean;
  faults: Fault[];
  objective: number;
  assigned: number;
  limits: TableLimit[];
  byAction: { action: string; count: number; value: number }[];
}

/** Chosen candidates of one action, period and combination of attribute values. */
interface Group {
  action: number;
  period: number;
  places: number[];
  count: number;
  sums: Map<string, Sum>;
}

/**
 * Checks a plan that stands in a table against the tables that the problem names: every row is a candidate and stands once, one action
 * a customer, eligibility, and every limit, summed anew. A limit holds when it is kept within 2^−50 (Σ|terms| + |bound|), as in `verifyPlan`.
 */
export function verifyOnTable(problem: Problem, sources: TableSources, plan: string, ask: Ask): TableVerification {
  const faults = new FaultList();
  const candidateColumns = describeSource(sources.candidates, '/candidates', ask, faults)!;
  const customerColumns = sources.customers ? describeSource(sources.customers, '/customers', ask, faults) : null;
  const split = namedValues(problem, customerColumns, faults);
  const removals = printEligibility(problem, customerColumns, faults);
  const measures = candidateMeasures(problem, candidateColumns);
  const [counted] = ask(printPlanCountSql(plan));
  const assigned = numberOf(counted!['n']);
  if (numberOf(counted!['people']) !== assigned) faults.add('/assignments', 'too-many-contacts', `The plan has ${assigned} rows for ${numberOf(counted!['people'])} customers`);
  const groups: Group[] = [];
  const broken = new Float64Array(problem.eligibility.length);
  const parts = Math.max(1, Math.ceil(assigned / assignmentsInPart));
  for (let part = 0; part < parts; part++) {
    for (const row of ask(printMeasuredPlanSql(problem, { plan, ...sources, measures, split, removals }, part, parts))) {
      groups.push({
        action: numberOf(row['__a']),
        period: numberOf(row['__p']),
        places: split.map((_, i) => numberOf(row[`__v${i}`])),
        count: numberOf(row['n']),
        sums: new Map(measures.map(({ name }, m) => [name, { value: numberOf(row[`s${m}`]), size: numberOf(row[`t${m}`]) }])),
      });
      if (sources.customers) removals.forEach(({ rule }, r) => (broken[rule]! += numberOf(row[`broken${r}`])));
    }
  }
  const found = groups.reduce((sum, group) => sum + group.count, 0);
  if (found !== assigned) faults.add('/assignments', 'no-such-candidate', `${assigned} assignments were written, ${found} of them are candidates`);
  broken.forEach((count, r) => {
    if (count > 0) faults.add(`/eligibility/${r}`, 'not-eligible', `Rule "${problem.eligibility[r]!.id}" forbids ${count} of the assignments`);
  });
  const passes = (quantity: Quantity, group: Group): boolean =>
    matchesAction(quantity.where.action, problem.actions[group.action]!, problem.periods[group.period] ?? null) &&
    quantity.where.customer.every(({ attribute, values }) => {
      const at = split.findIndex(({ name }) => name === attribute);
      const { texts, numbers } = split[at]!;
      const own = (texts ?? numbers)[group.places[at]! - 1];
      return own !== undefined && values.some((value) => (texts ? String(value) : value) === own);
    });
  const amount = (group: Group, name: string): Sum => {
    if (name === 'count') return { value: group.count, size: group.count };
    return group.sums.get(name)!;
  };
  const sum = (quantity: Quantity, period: number): Sum => total(groups.filter((group) => (period < 0 || group.period === period) && passes(quantity, group)).flatMap((group) => quantity.terms.map(({ measure, weight }) => scaled(amount(group, measure), weight))));
  const limits = problem.limits.flatMap((limit) =>
    (limit.each?.length ? [...problem.periods.keys()] : [-1]).map((period): TableLimit => ({ limit, period, quantity: sum(limit.quantity, period), denominator: limit.shareOf ? sum(limit.shareOf, period) : null })),
  );
  for (const one of limits) checkLimit(problem, one, faults);
  const { objective } = problem;
  const goal = objective.kind === 'ratio' ? objective.numerator : objective.measure;
  return {
    ok: !faults.any,
    faults: faults.list(),
    objective: total(groups.map((group) => amount(group, goal))).value,
    assigned,
    limits,
    byAction: problem.actions.map((action, a) => {
      const own = groups.filter((group) => group.action === a);
      const of = (name: string): number => total(own.map((group) => amount(group, name))).value;
      return { action: action.id, count: of('count'), ...Object.fromEntries(measures.map(({ name }) => [name, of(name)])), value: of('value') };
    }),
  };
}

function scaled({ value, size }: Sum, weight: number): Sum {
  return { value: weight * value, size: Math.abs(weight) * size };
}

/** Neumaier's compensated sum. */
function total(terms: readonly Sum[]): Sum {
  let [value, carry, size] = [0, 0, 0];
  for (const term of terms) {
    const next = value + term.value;
    carry += Math.abs(value) >= Math.abs(term.value) ? value - next + term.value : term.value - next + value;
    value = next;
    size += term.size;
  }
  return { value: value + carry, size };
}

function checkLimit(problem: Problem, { limit, period, quantity, denominator }: TableLimit, faults: FaultList): void {
  const used = denominator ? quantity.value - limit.bound * denominator.value : quantity.value;
  const bound = denominator ? 0 : limit.bound;
  const tolerance = 2 ** -50 * (quantity.size + (denominator ? Math.abs(limit.bound) * denominator.size : Math.abs(bound)));
  const over = limit.sense === 'atLeast' ? bound - used : limit.sense === 'equal' ? Math.abs(used - bound) : used - bound;
  if (limit.sense === 'below' ? over < -tolerance : over <= tolerance) return;
  faults.add(`/limits/${problem.limits.indexOf(limit)}`, 'limit-broken', `Limit "${limit.id}"${period >= 0 ? ` in ${problem.periods[period]}` : ''} uses ${denominator ? `${quantity.value} of ${denominator.value}` : quantity.value}; it asks for ${limit.sense} ${limit.bound}${denominator ? ' of it' : ''}`);
}
