import type { Problem } from './problem.js';

/** What is known of the rows before they are read. */
export interface RowSizes {
  customers: number;
  candidates: number;
  /** Mean bytes of a customer's id; 12 when left out. */
  idBytes?: number;
  /** Attributes of the customers; 2 when left out. */
  attributes?: number;
  /** Columns of the candidates besides customer, action, period and value; 0 when left out. */
  measures?: number;
  /** Whether every value fits single precision; false when left out. */
  singleValues?: boolean;
  /** Whether the candidates come by customer, in the customers' order; false when left out. */
  inOrder?: boolean;
}

/** Bytes, by what they are for. `peak` is the most at one time. */
export interface MemoryEstimate {
  instance: number;
  reading: number;
  solving: number;
  peak: number;
}

/** Node, the solver's code and GLPK. */
const fixedBytes = 150 * 2 ** 20;

/**
 * About how much memory it takes to read and solve a problem of so many rows.
 *
 *     instance   candidates × (2 option + 4 or 8 value + 8 for each measure)
 *                + customers × (12 offsets and choice + id + 8 for each attribute)
 *     reading    customers × 14 for looking ids up; + candidates × 12 for the sort where they do not come in order
 *     solving    one action a customer: customers × (4 × options in tiles, made up to whole groups, + 28);
 *                else candidates × 22 for the lists and their gains, + customers × 60
 *     peak       fixed + instance + the larger of reading and solving
 *
 * Calibrated at 100,000 and 1,000,000 customers; see docs/optimiser.md.
 */
export function estimateMemory(problem: Problem, sizes: RowSizes): MemoryEstimate {
  const { customers, candidates, idBytes = 12, attributes = 2, measures = 0, singleValues = false, inOrder = false } = sizes;
  const options = problem.actions.length * Math.max(1, problem.periods.length);
  const instance = candidates * (2 + (singleValues ? 4 : 8) + 8 * measures + (problem.agents.length > 0 ? 2 : 0)) + customers * (12 + idBytes + 8 * attributes);
  const reading = customers * 14 + (inOrder ? 0 : candidates * 12);
  const solving = fitsTiles(problem, options, customers, candidates) ? customers * (4 * options * 1.05 + 28) : candidates * 22 + customers * 60;
  return { instance, reading, solving, peak: fixedBytes + instance + Math.max(reading, solving) };
}

/** One action a customer, and lists that are not mostly empty. */
function fitsTiles(problem: Problem, options: number, customers: number, candidates: number): boolean {
  return problem.contacts.max <= 1 && problem.agents.length === 0 && problem.households.length === 0 && candidates * 4 >= customers * options;
}
