import type { Problem } from '../problem/problem.js';
import { printMeasure, type PrintedMeasure } from './print-candidate-table.js';
import type { SourceColumns } from './table-source.js';

const reserved = new Set(['customer', 'action', 'value', 'period']);

/** Whether a measure is a column of the candidates; else it belongs to the actions. */
export function isOwnMeasure(name: string, columns: SourceColumns): boolean {
  return name === 'value' || (name !== 'count' && !reserved.has(name) && columns.types.has(name));
}

/** SQL of a measure times a factor, over the candidates that `printRead` gives. */
export function measureOf(problem: Problem, name: string, columns: SourceColumns, factor: number): PrintedMeasure {
  const byAction = name === 'count' ? problem.actions.map(() => 1) : problem.actions.map(({ attributes }) => (typeof attributes[name] === 'number' ? attributes[name] : null));
  return printMeasure(name, isOwnMeasure(name, columns), name === 'value' ? null : byAction, factor);
}

/** Names of the measures that limits sum. */
export function summedMeasures(problem: Problem): string[] {
  return [...new Set(problem.limits.flatMap(({ quantity, shareOf }) => [...quantity.terms, ...(shareOf?.terms ?? [])]).map((term) => term.measure))];
}

export function goalOf({ objective }: Problem): string {
  return objective.kind === 'ratio' ? objective.numerator : objective.measure;
}

/** Every measure that an account of a plan needs, but `count`; 0 for actions that have no such number. */
export function candidateMeasures(problem: Problem, columns: SourceColumns): PrintedMeasure[] {
  const names = new Set(['value', goalOf(problem), ...summedMeasures(problem), ...problem.actions.flatMap(({ attributes }) => Object.keys(attributes).filter((name) => typeof attributes[name] === 'number'))]);
  names.delete('count');
  return [...names].map((name) => {
    const { sql } = measureOf(problem, name, columns, 1);
    return { name, sql: `if(isNaN(${sql}), 0., ${sql})` };
  });
}
