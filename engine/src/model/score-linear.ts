import type { LinearModel, LinearTerm } from '@arbiter/contracts';
import { modelColumns } from './model-columns.js';
import { rankReasons, type ModelContribution, type ModelScorer } from './model-result.js';
import type { Prepared } from './prepare-features.js';
import { sumOutcome } from './sum-outcome.js';

interface Term { columns: readonly number[]; value(row: readonly Prepared[]): number }

/** A term over a row. A missing number makes the sum missing (NaN), a missing or unknown category adds nothing. */
function termFunction(term: LinearTerm, indexOf: ReadonlyMap<string, number>): Term {
  const number = (value: Prepared | undefined) => (typeof value === 'number' ? value : typeof value === 'string' && value.trim() !== '' ? Number(value) : NaN);
  if ('product' in term) {
    const columns = term.product.map((name) => indexOf.get(name)!);
    const { coefficient } = term;
    return { columns, value: (row) => columns.reduce((product, column) => product * number(row[column]), coefficient) };
  }
  const column = indexOf.get(term.feature)!;
  if ('categories' in term) {
    const coefficients = new Map(term.categories.map(({ value, coefficient }) => [value, coefficient]));
    return { columns: [column], value: (row) => { const value = row[column]; return value === null || value === undefined ? 0 : (coefficients.get(String(value)) ?? 0); } };
  }
  const { coefficient, exponent = 1 } = term;
  if (exponent === 1) return { columns: [column], value: (row) => coefficient * number(row[column]) };
  return { columns: [column], value: (row) => coefficient * number(row[column]) ** exponent };
}

/**
 * A linear model made ready. The contribution of a feature is what its terms add beyond what they would add at its baseline (its mean,
 * else 0; no category); a product's contribution is shared equally among its features.
 */
export function linearScorer(model: LinearModel): ModelScorer {
  const columns = modelColumns(model);
  const outcome = sumOutcome(model, model.ordinal);
  const sums = new Float64Array(model.sums.length);
  const tables = model.sums.map(({ intercept, terms }) => ({ intercept, terms: terms.map((term) => termFunction(term, columns.indexOf)) }));
  // A sum without terms (the reference class) is never missing.
  const add = (row: readonly Prepared[]) => {
    let usable = true;
    for (let i = 0; i < tables.length; i += 1) {
      const { intercept, terms } = tables[i]!;
      let sum = intercept;
      for (let k = 0; k < terms.length; k += 1) sum += terms[k]!.value(row);
      sums[i] = sum;
      if (sum !== sum) usable = false;
    }
    return usable;
  };
  const atBaseline: Prepared[] = columns.baselines.map((value) => value);
  const contributionsOf = (row: readonly Prepared[]): ModelContribution[] => {
    const driver = outcome.driver(sums);
    const direction = driver.sign * (model.reasonDirection === 'down' ? -1 : 1);
    const parts = new Map<number, number>();
    for (const term of tables[driver.sum]!.terms) {
      const base = row.slice();
      for (const column of term.columns) base[column] = atBaseline[column] ?? (typeof row[column] === 'number' ? 0 : null);
      const moved = term.value(row) - term.value(base);
      for (const column of term.columns) parts.set(column, (parts.get(column) ?? 0) + (direction * moved) / term.columns.length);
    }
    return [...parts].map(([column, contribution]) => ({ feature: columns.names[column]!, contribution: contribution === 0 ? 0 : contribution, reasonCode: columns.reasonCodes[column]! }));
  };
  return {
    features: model.features.map(({ name }) => name),
    score: (values) => (add(columns.fill(values)) ? outcome.score(sums) : null),
    run(values, reasons = model.reasonCount ?? 0) {
      const row = columns.fill(values);
      if (!add(row)) return { score: null, class: null, probabilities: {}, reasonCodes: [], contributions: [] };
      return { ...outcome.full(sums), ...(reasons > 0 ? rankReasons(contributionsOf(row), reasons, false) : { reasonCodes: [], contributions: [] }) };
    },
  };
}
