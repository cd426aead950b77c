import type { ModelFeature, ModelScalar } from '@arbiter/contracts';
import { StrategyFailure } from '../strategy/strategy-services.js';

/** A prepared value: a finite number, a category's text, or null where it is missing. */
export type Prepared = number | string | null;
export type PrepareFeature = (value: unknown) => Prepared;

const shown = (value: unknown) => (typeof value === 'object' ? (Array.isArray(value) ? 'a list' : 'an object') : JSON.stringify(value)?.slice(0, 100)) ?? String(value);

/** What a value is to a feature of this type; undefined where it can be nothing to it. */
export function asPrepared(value: unknown, type: 'number' | 'category'): Prepared | undefined {
  if (value === null || value === undefined) return null;
  if (type === 'number') {
    if (typeof value === 'number') return Number.isFinite(value) ? value : null;
    return typeof value === 'boolean' ? Number(value) : undefined;
  }
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

/**
 * The treatment of one feature's values, as its settings say (after PMML 4.4, MiningSchema). The function throws StrategyFailure
 * `model-input`, which names model, feature and value.
 */
export function prepareFeature(feature: ModelFeature, model: string): PrepareFeature {
  const { name, type, min = -Infinity, max = Infinity, low = -Infinity, high = Infinity, invalid = 'error', outliers = 'as-is' } = feature;
  const refuse = (message: string): never => {
    throw new StrategyFailure('model-input', `${model}: feature "${name}" ${message}`);
  };
  const replacement: Prepared = feature.missing === 'mean' ? feature.mean! : feature.missing === 'value' ? given(feature.missingValue, type) : null;
  const absent = feature.missing === 'error' ? () => refuse('has no value, and its policy for missing values is "error"; give it one, or choose another policy') : () => replacement;
  const allowed = feature.values && new Set(feature.values.map((value) => asPrepared(value, type)));
  const invalidValue = given(feature.invalidValue, type);
  const plain = type === 'number' && min === -Infinity && max === Infinity && !allowed && outliers === 'as-is';
  return (value) => {
    if (plain && typeof value === 'number' && Number.isFinite(value)) return value;
    let prepared = asPrepared(value, type);
    if (prepared === null) return absent();
    const fits = prepared !== undefined && (typeof prepared !== 'number' || (prepared >= min && prepared <= max)) && (!allowed || allowed.has(prepared));
    if (!fits) {
      if (invalid === 'missing') return absent();
      if (invalid === 'value') prepared = invalidValue;
      else if (prepared === undefined) return refuse(`must be a ${type}, not ${shown(value)}`);
      else if (invalid === 'error') return refuse(`is ${shown(value)}, which is not among its valid values; extend them, or choose what to do with invalid values`);
    }
    if (outliers !== 'as-is' && typeof prepared === 'number' && (prepared < low || prepared > high)) return outliers === 'missing' ? absent() : prepared < low ? low : high;
    return prepared!;
  };
}

function given(value: ModelScalar | undefined, type: 'number' | 'category'): Prepared {
  return asPrepared(value, type) ?? null;
}
