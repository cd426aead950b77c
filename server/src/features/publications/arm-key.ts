import type { Fault, Result, StrategyDataModel } from '@arbiter/contracts';
import { bucketOf } from '@arbiter/engine/assignment/index';
import { compileFeel, feelFromJson } from '@arbiter/engine/feel/index';
import { scopeOf } from '@arbiter/engine/strategy-data-model/index';

/** The text that decides the arm of a call; null where the expression gives null. */
export type ArmKey = (input: Readonly<Record<string, unknown>>) => string | null;

/** Compiles the key expression of a publication over the inputs of a data model. */
export function compileArmKey(source: string, dataModel: StrategyDataModel): Result<ArmKey, Fault[]> {
  const scope = scopeOf({ inputs: dataModel.inputs, variables: [], outputs: [] });
  const compiled = compileFeel(source, { scope, strict: true });
  if (!compiled.ok) return compiled;
  const specs = dataModel.inputs;
  return {
    ok: true,
    value: (input) => {
      const facts: Record<string, unknown> = {};
      for (const spec of specs) facts[spec.name] = Object.hasOwn(input, spec.name) ? feelFromJson(input[spec.name], spec) : (spec.default ?? null);
      const value = compiled.value(facts);
      if (value === null || value === undefined) return null;
      return typeof value === 'string' ? value : typeof value === 'object' ? JSON.stringify(value) : String(value);
    },
  };
}

/** Index of the arm that a key falls into: its bucket of 10,000 under the salt, against the arms' shares one after the other. */
export function armIndexOf(key: string, salt: string, endpoint: string, shares: readonly number[]): number {
  const bucket = bucketOf({ salt, campaignId: endpoint }, key);
  let upTo = 0;
  for (const [index, share] of shares.entries()) {
    upTo += Math.round(share * 100);
    if (bucket < upTo) return index;
  }
  return shares.length - 1;
}
