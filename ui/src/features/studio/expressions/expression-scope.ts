import type { FieldSpec, StrategyDataModel, ValueSpec } from '@arbiter/contracts';

export type NamePart = 'inputs' | 'variables' | 'outputs' | 'local';

/** A name that an expression may use. `local` names come from a loop around the node (its element, its index). */
export interface ScopeName {
  name: string;
  title?: string;
  spec: ValueSpec;
  part: NamePart;
}

export type ExpressionScope = readonly ScopeName[];

/** The names of a data model, with whatever a loop adds. */
export function scopeOf(dataModel: StrategyDataModel, local: ExpressionScope = []): ExpressionScope {
  const named = (part: Exclude<NamePart, 'local'>) => dataModel[part].map((spec: FieldSpec): ScopeName => ({ name: spec.name, ...(spec.title === undefined ? {} : { title: spec.title }), spec, part }));
  return [...local, ...named('inputs'), ...named('variables'), ...named('outputs')];
}
