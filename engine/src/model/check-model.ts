import { ModelDocument, type DerivedFeature, type Fault, type LinearModel, type LinearTerm, type ModelFeature, type OnnxModel, type Result, type ScorecardModel, LinearModel as LinearSchema, OnnxModel as OnnxSchema, ScorecardModel as ScorecardSchema, TreesModel as TreesSchema } from '@arbiter/contracts';
import { Compile } from 'typebox/compile';
import { checkClasses } from './check-classes.js';
import { checkExpression } from './check-expression.js';
import { checkTrees } from './check-trees.js';
import { asPrepared } from './prepare-features.js';
import { modelLimits } from './model-limits.js';
import { forbiddenNames, ModelFaults, quoted } from './model-faults.js';

const schemas = { linear: Compile(LinearSchema), trees: Compile(TreesSchema), scorecard: Compile(ScorecardSchema), onnx: Compile(OnnxSchema) } as const;

/** Columns whose names are known so far, with their types. */
export type KnownColumns = Map<string, 'number' | 'category'>;

/**
 * Checks a model before it is saved: each fault at its JSON pointer. Codes: wrong-shape, too-deep, too-large, forbidden-name, duplicate-name,
 * unknown-feature, wrong-type, missing-mean, missing-value, wrong-range, wrong-classes, wrong-link, wrong-arguments, dangling-node, unreachable-node.
 */
export function checkModel(document: unknown): Result<ModelDocument, Fault[]> {
  const found = new ModelFaults();
  const size = measure(document);
  if (size !== undefined) return { ok: false, error: [size] };
  const kind = typeof document === 'object' && document !== null && Object.hasOwn(document, 'kind') ? (document as { kind: unknown }).kind : undefined;
  const schema = typeof kind === 'string' && Object.hasOwn(schemas, kind) ? schemas[kind as keyof typeof schemas] : undefined;
  if (!schema) return { ok: false, error: [{ path: '/kind', code: 'wrong-shape', message: `A model has a kind: ${Object.keys(schemas).join(', ')}; not ${quoted(kind)}` }] };
  if (!schema.Check(document)) {
    for (const { instancePath, message } of schema.Errors(document)) found.add(instancePath, 'wrong-shape', `${instancePath === '' ? 'The model' : instancePath} ${message}`);
    return { ok: false, error: found.faults.length > 0 ? found.faults : [{ path: '', code: 'wrong-shape', message: 'The model has not the shape of its kind' }] };
  }
  const model = document as ModelDocument;
  const columns = checkColumns(model.features, model.derived ?? [], found);
  if (model.kind === 'linear') checkLinear(model, columns, found);
  else if (model.kind === 'trees') checkTrees(model, columns, found);
  else if (model.kind === 'scorecard') checkScorecard(model, columns, found);
  else checkOnnx(model, columns, found);
  return found.faults.length > 0 ? { ok: false, error: found.faults } : { ok: true, value: model };
}

/** Looks at depth and size without recursion. */
function measure(document: unknown): Fault | undefined {
  const stack: { value: unknown; depth: number; path: string }[] = [{ value: document, depth: 0, path: '' }];
  let values = 0;
  while (stack.length > 0) {
    const { value, depth, path } = stack.pop()!;
    if (typeof value !== 'object' || value === null) continue;
    if (depth > modelLimits.depth) return { path: path.slice(0, 200), code: 'too-deep', message: `The model is nested deeper than ${modelLimits.depth} levels; flatten it` };
    const entries: [string | number, unknown][] = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
    values += entries.length;
    if (values > modelLimits.values) return { path: path.slice(0, 200), code: 'too-large', message: `The model holds more than ${modelLimits.values} values; train a smaller one, or export it as ONNX` };
    for (const [key, child] of entries) if (typeof child === 'object' && child !== null) stack.push({ value: child, depth: depth + 1, path: path.length < 300 ? `${path}/${key}` : path });
  }
  return undefined;
}

function checkColumns(features: readonly ModelFeature[], derived: readonly DerivedFeature[], found: ModelFaults): KnownColumns {
  const columns: KnownColumns = new Map();
  const add = (name: string, type: 'number' | 'category', path: string) => {
    if (forbiddenNames.has(name)) found.add(`${path}/name`, 'forbidden-name', `The name ${quoted(name)} is not allowed; rename the feature`);
    if (columns.has(name)) found.add(`${path}/name`, 'duplicate-name', `There are two features ${quoted(name)}; names must differ`);
    columns.set(name, type);
  };
  features.forEach((feature, index) => {
    const path = `/features/${index}`;
    add(feature.name, feature.type, path);
    const needs = (key: 'missingValue' | 'invalidValue' | 'baseline') => {
      const value = feature[key];
      if (value !== undefined && asPrepared(value, feature.type) === undefined) found.add(`${path}/${key}`, 'wrong-type', `Feature "${feature.name}" is a number, but its ${key} is ${quoted(value)}`);
    };
    needs('missingValue');
    needs('invalidValue');
    needs('baseline');
    if (feature.missing === 'mean' && feature.mean === undefined) found.add(`${path}/mean`, 'missing-mean', `Feature "${feature.name}" is replaced by its mean where it is missing, but has no mean; give it`);
    if (feature.missing === 'mean' && feature.type === 'category') found.add(`${path}/missing`, 'wrong-type', `Feature "${feature.name}" is a category and has no mean; choose "value" and give missingValue`);
    if (feature.missing === 'value' && feature.missingValue === undefined) found.add(`${path}/missingValue`, 'missing-value', `Feature "${feature.name}" is replaced by a value where it is missing; give missingValue`);
    if (feature.invalid === 'value' && feature.invalidValue === undefined) found.add(`${path}/invalidValue`, 'missing-value', `Invalid values of feature "${feature.name}" are replaced; give invalidValue`);
    if ((feature.min ?? -Infinity) > (feature.max ?? Infinity)) found.add(`${path}/max`, 'wrong-range', `Feature "${feature.name}" has min ${feature.min} above max ${feature.max}`);
    if ((feature.low ?? -Infinity) > (feature.high ?? Infinity)) found.add(`${path}/high`, 'wrong-range', `Feature "${feature.name}" has low ${feature.low} above high ${feature.high}`);
  });
  derived.forEach(({ name, type, expression }, index) => {
    const path = `/derived/${index}`;
    // Only what stands before it is known, so that there are no cycles.
    checkExpression(expression, columns, `${path}/expression`, found);
    add(name, type, path);
  });
  return columns;
}

function checkLinear(model: LinearModel, columns: KnownColumns, found: ModelFaults): void {
  checkClasses(model, model.sums.length, found);
  if (model.ordinal && !model.classes) found.add('/ordinal', 'wrong-classes', 'An ordinal model needs its classes, in order');
  model.sums.forEach(({ terms }, sum) => terms.forEach((term, index) => checkTerm(term, `/sums/${sum}/terms/${index}`, columns, found)));
}

function checkTerm(term: LinearTerm, path: string, columns: KnownColumns, found: ModelFaults): void {
  const numeric = (name: string, at: string) => {
    const type = columns.get(name);
    if (!type) found.add(at, 'unknown-feature', `The model has no feature ${quoted(name)}; it has ${[...columns.keys()].slice(0, 20).join(', ')}`);
    else if (type !== 'number') found.add(at, 'wrong-type', `Feature "${name}" is a category and cannot be multiplied; give coefficients by category`);
  };
  if ('product' in term) term.product.forEach((name, index) => numeric(name, `${path}/product/${index}`));
  else if ('categories' in term) {
    if (!columns.has(term.feature)) numeric(term.feature, `${path}/feature`);
    const seen = new Set<string>();
    term.categories.forEach(({ value }, index) => {
      if (seen.has(value)) found.add(`${path}/categories/${index}/value`, 'duplicate-name', `The category ${quoted(value)} of "${term.feature}" has two coefficients; leave one`);
      seen.add(value);
    });
  } else numeric(term.feature, `${path}/feature`);
}

function checkScorecard({ characteristics }: ScorecardModel, columns: KnownColumns, found: ModelFaults): void {
  characteristics.forEach(({ bins }, characteristic) =>
    bins.forEach(({ when, points }, bin) => {
      const path = `/characteristics/${characteristic}/bins/${bin}`;
      checkExpression(when, columns, `${path}/when`, found);
      if (typeof points !== 'number') checkExpression(points, columns, `${path}/points`, found);
    }),
  );
}

function checkOnnx({ inputs, outputs, classes, positiveClass }: OnnxModel, columns: KnownColumns, found: ModelFaults): void {
  inputs.forEach(({ features, type, name }, index) =>
    features.forEach((feature, at) => {
      const known = columns.get(feature);
      const path = `/inputs/${index}/features/${at}`;
      if (!known) found.add(path, 'unknown-feature', `The model has no feature ${quoted(feature)}; it has ${[...columns.keys()].slice(0, 20).join(', ')}`);
      else if ((type === 'string') !== (known === 'category')) found.add(path, 'wrong-type', `Input "${name}" is of type ${type}, but feature "${feature}" is a ${known}`);
    }),
  );
  for (const list of [inputs, outputs]) {
    const names = list.map(({ name }) => name);
    names.forEach((name, index) => {
      const path = `/${list === inputs ? 'inputs' : 'outputs'}/${index}/name`;
      if (names.indexOf(name) !== index) found.add(path, 'duplicate-name', `The name ${quoted(name)} stands twice; names must differ`);
      if (forbiddenNames.has(name)) found.add(path, 'forbidden-name', `The name ${quoted(name)} is not allowed`);
    });
  }
  if (outputs.some(({ as }) => as === 'probabilities') && !classes) found.add('/classes', 'wrong-classes', 'An output of probabilities needs the classes, in order of its columns');
  if (positiveClass !== undefined && !classes?.includes(positiveClass)) found.add('/positiveClass', 'wrong-classes', `The positive class ${quoted(positiveClass)} is not among the classes`);
  classes?.forEach((name, index) => {
    if (forbiddenNames.has(name)) found.add(`/classes/${index}`, 'forbidden-name', `The name ${quoted(name)} is not allowed; rename the class`);
  });
}
