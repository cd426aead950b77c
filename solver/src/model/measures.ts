import type { Instance } from '../problem/instance.js';
import type { Problem } from '../problem/problem.js';

/** A measure: a number for each action, or a column of the candidates. */
export type Measure = { kind: 'action'; byAction: (number | null)[] } | { kind: 'candidate'; name: string; column: Float64Array | Float32Array };

/** Finds a measure by name: `count`, a column of the candidates (`value` among them), or an attribute of the actions. */
export function findMeasure(problem: Problem, instance: Instance, name: string): Measure | null {
  if (name === 'count') return { kind: 'action', byAction: problem.actions.map(() => 1) };
  const column = name === 'value' ? instance.value : instance.measures[name];
  if (column) return { kind: 'candidate', name, column };
  const byAction = problem.actions.map((action) => {
    const value = action.attributes[name];
    return typeof value === 'number' ? value : null;
  });
  return byAction.some((value) => value !== null) ? { kind: 'action', byAction } : null;
}

/** The numbers of a column in double precision: the column itself where it has it. */
export function inDouble(column: Float64Array | Float32Array): Float64Array {
  return column instanceof Float64Array ? column : new Float64Array(column);
}
