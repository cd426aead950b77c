import type { ModelFeature } from '@arbiter/contracts';
import type { FeelType } from '../feel/feel-type.js';
import { sqlNumber, sqlText } from '../feel/print-sql/click-house-types.js';
import type { SqlNodePrinter } from '../strategy/sql-node-printer.js';
import { asPrepared } from './prepare-features.js';

/** A feature's treated value: for a number a Float64 that is NaN where it is missing, for a category a Nullable(String). */
export interface FeatureSql { type: 'number' | 'category'; sql: string }

/** The value of a feature as Nullable(Float64) or Nullable(String); undefined where the types have no exact equal. */
function valueSql(value: string, type: FeelType, wanted: 'number' | 'category'): string | undefined {
  if (type.kind === 'null') return `CAST(NULL AS Nullable(${wanted === 'number' ? 'Float64' : 'String'}))`;
  if (type.kind === 'boolean') return wanted === 'number' ? `toFloat64(${value})` : `multiIf(isNull(${value}), NULL, ${value}, 'true', 'false')`;
  return (wanted === 'number' && type.kind === 'number') || (wanted === 'category' && type.kind === 'string') ? value : undefined;
}

/** Treats a feature as prepareFeature does; rows that it refuses fail with the code `model-input`. */
export function printFeatureSql(feature: ModelFeature, value: string, type: FeelType, title: string, printer: SqlNodePrinter): FeatureSql {
  const { name, type: wanted, min, max, low, high, invalid = 'error', outliers = 'as-is', missing } = feature;
  const given = valueSql(value, type, wanted) ?? printer.refuse(`The feature "${name}" is a ${wanted} and gets a ${type.kind}, which is not turned into one in SQL`);
  const literal = (of: unknown): string => {
    const prepared = asPrepared(of, wanted) ?? null;
    return prepared === null ? 'NULL' : typeof prepared === 'number' ? sqlNumber(prepared) : sqlText(prepared);
  };
  const nullable = wanted === 'number' ? 'Nullable(Float64)' : 'Nullable(String)';
  const raw = printer.column(`CAST(${given} AS ${nullable})`);
  const tests = [
    ...(wanted === 'number' && min !== undefined ? [`${raw} >= ${sqlNumber(min)}`] : []),
    ...(wanted === 'number' && max !== undefined ? [`${raw} <= ${sqlNumber(max)}`] : []),
    ...(feature.values ? [`${raw} IN (${feature.values.map(literal).join(', ')})`] : []),
  ];
  let treated = raw;
  /** What is missing from the beginning, or by a treatment. */
  const absent = [`isNull(${raw})`];
  if (tests.length > 0 && invalid !== 'as-is') {
    const unfit = printer.column(`isNotNull(${raw}) AND NOT ifNull(${tests.join(' AND ')}, 0)`);
    if (invalid === 'error') printer.fail(unfit, 'model-input', `${title}: feature "${name}" is not among its valid values; extend them, or choose what to do with invalid values`);
    else if (invalid === 'missing') absent.push(unfit);
    else treated = printer.column(`if(${unfit}, ${literal(feature.invalidValue)}, ${treated})`);
  }
  if (wanted === 'number' && outliers !== 'as-is') {
    const below = low === undefined ? undefined : `${treated} < ${sqlNumber(low)}`;
    const above = high === undefined ? undefined : `${treated} > ${sqlNumber(high)}`;
    if (outliers === 'missing') for (const out of [below, above]) { if (out) absent.push(`ifNull(${out}, 0)`); }
    else if (below || above) treated = printer.column(`multiIf(${below ? `${below}, ${sqlNumber(low!)}, ` : ''}${above ? `${above}, ${sqlNumber(high!)}, ` : ''}${treated})`);
  }
  const gone = printer.column(absent.map((part) => `(${part})`).join(' OR '));
  if (missing === 'error') printer.fail(gone, 'model-input', `${title}: feature "${name}" has no value, and its policy for missing values is "error"; give it one, or choose another policy`);
  const replacement = missing === 'mean' ? sqlNumber(feature.mean!) : missing === 'value' ? literal(feature.missingValue) : 'NULL';
  const final = `CAST(if(${gone}, ${replacement}, ${treated}) AS ${nullable})`;
  return { type: wanted, sql: printer.column(wanted === 'number' ? `ifNull(${final}, nan)` : final) };
}
