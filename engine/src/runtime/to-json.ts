import { FeelObject } from '../feel/values/feel-object.js';
import { StrategyFailure } from '../strategy/strategy-services.js';

const depthCap = 1000;

/** A value of expressions as JSON: dates, times and durations as ISO texts, ranges and functions as their texts, contexts and lists by their parts. */
export function toJson(value: unknown, depth = 0): unknown {
  if (value === null || value === undefined) return null;
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      return Number.isFinite(value) ? value : null;
    case 'object':
      break;
    default:
      return String(value);
  }
  if (value instanceof FeelObject) return value.toJSON();
  if (depth > depthCap) throw new StrategyFailure('too-deep', `A value nests deeper than ${depthCap} levels: flatten it`);
  if (Array.isArray(value)) return value.map((item) => toJson(item, depth + 1));
  const json: Record<string, unknown> = {};
  for (const key of Object.keys(value)) {
    const part = toJson((value as Record<string, unknown>)[key], depth + 1);
    if (key === '__proto__') Object.defineProperty(json, key, { value: part, enumerable: true, configurable: true, writable: true });
    else json[key] = part;
  }
  return json;
}
