import { StrategyDataModel, type Fault, type FieldSpec, type ValueSpec } from '@arbiter/contracts';
import { Value } from 'typebox/value';
import { errorNames, faultOfName } from './field-names.js';
import { nestsDeeperThan } from './json-depth.js';
import { compareTemporal, isTemporalType, temporalFromText } from './temporal-values.js';
import { shown, valueReader, type Reading } from './value-reader.js';

/** Objects and lists in one another. */
export const dataModelDepthCap = 16;
const fieldCap = 5000;

/**
 * Finds what is wrong with a data model, each fault at its JSON pointer: names that cannot be used or stand twice, defaults, bounds and
 * enumerations that do not go with the type, nesting beyond `dataModelDepthCap`.
 */
export function checkDataModel(model: unknown): Fault[] {
  if (nestsDeeperThan(model, 4 * dataModelDepthCap + 8)) return [{ path: '', code: 'too-deep', message: `The data model nests deeper than ${dataModelDepthCap} levels: flatten it` }];
  if (!Value.Check(StrategyDataModel, model)) {
    return [...Value.Errors(StrategyDataModel, model)].slice(0, 20).map((error) => ({ path: error.instancePath, code: 'wrong-shape', message: `Data model: ${error.message}` }));
  }
  const check = new DataModelCheck();
  const taken = new Map<string, string>(errorNames.map((name) => [name, 'the names of the last error']));
  for (const part of ['inputs', 'variables', 'outputs'] as const) {
    const fields = (model as StrategyDataModel)[part];
    check.fields(fields, `/${part}`, 1, taken, part);
    if (part === 'inputs') continue;
    fields.forEach((field, i) => {
      if (part === 'variables' && field.required) check.fault(`/${part}/${i}/required`, 'not-an-input', `Variable "${field.name}" cannot be required: nobody gives it; give it a default instead`);
    });
  }
  return check.faults;
}

class DataModelCheck {
  readonly faults: Fault[] = [];
  private count = 0;

  fault(path: string, code: string, message: string): void {
    if (this.faults.length < 200) this.faults.push({ path, code, message });
  }

  fields(fields: readonly FieldSpec[], path: string, depth: number, taken: Map<string, string>, part: string): void {
    if (depth > dataModelDepthCap) return this.fault(path, 'too-deep', `The data model nests deeper than ${dataModelDepthCap} levels: flatten it`);
    for (const [i, field] of fields.entries()) {
      const at = `${path}/${i}`;
      this.count += 1;
      if (this.count > fieldCap) return this.fault(at, 'too-many', `A data model holds at most ${fieldCap} fields`);
      const faulty = faultOfName(field.name);
      if (faulty) this.fault(`${at}/name`, 'bad-name', faulty);
      const before = taken.get(field.name);
      if (before !== undefined) this.fault(`${at}/name`, 'duplicate-name', `"${field.name}" stands already in ${before}: names are shared by inputs, variables and outputs`);
      taken.set(field.name, part);
      this.value(field, at, field.name, depth);
      this.defaultValue(field, at);
    }
  }

  private value(spec: ValueSpec, path: string, name: string, depth: number): void {
    if (depth > dataModelDepthCap) return this.fault(path, 'too-deep', `"${name}" nests deeper than ${dataModelDepthCap} levels: flatten it`);
    if (spec.items) {
      if (spec.type === 'list') this.value(spec.items, `${path}/items`, `${name}[]`, depth + 1);
      else this.fault(`${path}/items`, 'wrong-setting', `"${name}" is a ${spec.type}: only a list has items`);
    }
    if (spec.fields) {
      if (spec.type === 'object') this.fields(spec.fields, `${path}/fields`, depth + 1, new Map(), `object "${name}"`);
      else this.fault(`${path}/fields`, 'wrong-setting', `"${name}" is a ${spec.type}: only an object has fields`);
    }
    this.bounds(spec, path, name);
    this.enumeration(spec, path, name);
  }

  private bounds(spec: ValueSpec, path: string, name: string): void {
    const { min, max, type } = spec;
    if (min === undefined && max === undefined) return;
    const numeric = type === 'number' || type === 'integer';
    if (!numeric && !isTemporalType(type)) return this.fault(`${path}/${min === undefined ? 'max' : 'min'}`, 'wrong-setting', `"${name}" is a ${type}: only numbers, dates, times and durations have a least and a greatest value`);
    let sound = true;
    for (const [key, bound] of [['min', min], ['max', max]] as const) {
      if (bound === undefined) continue;
      const fits = numeric ? typeof bound === 'number' && Number.isFinite(bound) && (type === 'number' || Number.isSafeInteger(bound)) : typeof bound === 'string' && isTemporalType(type) && temporalFromText(bound, type) !== undefined;
      if (fits) continue;
      sound = false;
      this.fault(`${path}/${key}`, 'wrong-type', `"${name}": ${shown(bound)} is not a ${type}`);
    }
    if (!sound || min === undefined || max === undefined) return;
    const order = numeric ? (min as number) - (max as number) : isTemporalType(type) ? compareTemporal(temporalFromText(min as string, type), temporalFromText(max as string, type)) : 0;
    if (order > 0) this.fault(`${path}/min`, 'empty-range', `"${name}": the least value ${min} is above the greatest value ${max}; exchange them`);
  }

  private enumeration(spec: ValueSpec, path: string, name: string): void {
    if (!spec.values) return;
    if (spec.type === 'list' || spec.type === 'object') return this.fault(`${path}/values`, 'wrong-setting', `"${name}" is a ${spec.type}: only single values can be enumerated`);
    const bare = valueReader({ ...spec, values: undefined } as ValueSpec, 'json');
    const seen = new Set<unknown>();
    spec.values.forEach((value, i) => {
      const reading: Reading = { faults: [], ignoreUnknown: false };
      bare(value, reading);
      for (const fault of reading.faults) this.fault(`${path}/values/${i}`, fault.code, `"${name}": ${fault.message}`);
      if (seen.has(value)) this.fault(`${path}/values/${i}`, 'duplicate-value', `"${name}": ${shown(value)} stands twice`);
      seen.add(value);
    });
  }

  private defaultValue(field: FieldSpec, path: string): void {
    if (field.default === undefined) return;
    if (nestsDeeperThan(field.default, 64)) return this.fault(`${path}/default`, 'too-deep', `The default of "${field.name}" nests too deep`);
    const reading: Reading = { faults: [], ignoreUnknown: false };
    valueReader(field, 'json')(field.default, reading);
    if (field.default === null && field.required) this.fault(`${path}/default`, 'wrong-type', `"${field.name}" is required, so that its default cannot be null`);
    for (const fault of reading.faults) this.fault(`${path}/default${fault.path}`, fault.code, `Default of "${field.name}": ${fault.message}`);
  }
}
