import type { JsonModel, OnnxModel } from '@arbiter/contracts';
import { expressionFunction, type ExpressionValue } from './expression-function.js';
import { asPrepared, prepareFeature, type Prepared } from './prepare-features.js';

/** Columns of a model: its features, then its derived features. */
export interface ModelColumns {
  readonly names: readonly string[];
  readonly indexOf: ReadonlyMap<string, number>;
  readonly reasonCodes: readonly string[];
  /** What contributions are compared with; null: none given. */
  readonly baselines: readonly Prepared[];
  /** Treats the values and computes the derived ones, into the same list at each call. */
  fill(values: readonly unknown[]): Prepared[];
}

export function modelColumns(model: JsonModel | OnnxModel): ModelColumns {
  const title = model.name ? `Model "${model.name}"` : 'The model';
  const derived = model.derived ?? [];
  const all = [...model.features, ...derived];
  const indexOf = new Map(all.map(({ name }, index) => [name, index]));
  const prepare = model.features.map((feature) => prepareFeature(feature, title));
  const derive = derived.map(({ expression, type }) => ({ compute: expressionFunction(expression, indexOf), type }));
  const row: Prepared[] = all.map(() => null);
  return {
    names: all.map(({ name }) => name),
    indexOf,
    reasonCodes: all.map(({ reasonCode, name }) => reasonCode ?? name),
    baselines: all.map((column) => asPrepared(column.baseline ?? ('mean' in column ? column.mean : undefined), column.type) ?? null),
    fill(values) {
      for (let i = 0; i < prepare.length; i += 1) row[i] = prepare[i]!(values[i]);
      for (let i = 0; i < derive.length; i += 1) {
        const { compute, type } = derive[i]!;
        row[prepare.length + i] = asPrepared(compute(row as readonly ExpressionValue[]), type) ?? null;
      }
      return row;
    },
  };
}
