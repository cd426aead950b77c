import type { FieldSpec, StrategyDataModel, TestCaseDraft, ValueSpec } from '@arbiter/contracts';
import type { FieldPath } from './expression-fields.js';

/** JSON that follows `spec` with the key of a field called otherwise; itself where it has no such key. Keys keep their order. */
export function renameKeys<T>(value: T, spec: ValueSpec, path: FieldPath, name: string): T {
  const [first, ...rest] = path;
  if (first === undefined || value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) {
    const { items } = spec;
    if (!items) return value;
    let changed = false;
    const list = value.map((item: unknown) => {
      const next = renameKeys(item, items, path, name);
      if (next !== item) changed = true;
      return next;
    });
    return changed ? (list as T) : value;
  }
  if (!Object.hasOwn(value, first)) return value;
  const object = value as Record<string, unknown>;
  const field: FieldSpec | undefined = spec.fields?.find((one) => one.name === first);
  if (!field) return value;
  const inner = rest.length === 0 ? object[first] : renameKeys(object[first], field, rest, name);
  if (rest.length > 0 && inner === object[first]) return value;
  return Object.fromEntries(Object.entries(object).map(([key, held]) => (key === first ? [rest.length === 0 ? name : key, inner] : [key, held]))) as T;
}

/** A test case whose inputs and expected outputs follow a renamed field of the data model before it; itself where it does not name it. */
export function renameInTestCase<C extends TestCaseDraft>(testCase: C, before: StrategyDataModel, path: FieldPath, name: string): C {
  const input = renameKeys(testCase.input, { type: 'object', fields: before.inputs }, path, name);
  const { outputs } = testCase.expected;
  const expected = outputs === undefined ? outputs : renameKeys(outputs, { type: 'object', fields: before.outputs }, path, name);
  return input === testCase.input && expected === outputs ? testCase : { ...testCase, input, ...(expected === outputs ? {} : { expected: { ...testCase.expected, outputs: expected! } }) };
}
