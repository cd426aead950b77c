import type { DerivedFeature, ModelFeature, ModelRescale } from '@arbiter/contracts';
import type { XmlElement } from '../../dmn/read-xml.js';
import { previousDouble } from '../flat-trees.js';
import { expressionOf, readExpression } from './pmml-expression.js';
import { childOf, childrenOf, numberOf, refuse, scalarOf, textOf } from './pmml-refusal.js';

const typeOf = (element: XmlElement): 'number' | 'category' => (textOf(element, 'optype') === 'continuous' ? 'number' : 'category');
const invalids = { returnInvalid: 'error', asMissing: 'missing', asIs: 'as-is', asValue: 'value' } as const;

/** Fields of one model of a file: what the data dictionary and the mining schema say of its inputs, and what is derived of them. */
export class PmmlFields {
  readonly features: ModelFeature[] = [];
  readonly derived: DerivedFeature[] = [];
  /** Names of fields whose values are 32-bit numbers. */
  readonly narrow = new Set<string>();
  target: XmlElement | undefined;
  readonly #types = new Map<string, 'number' | 'category'>();

  constructor(root: XmlElement, model: XmlElement) {
    const dictionary = childOf(root, 'DataDictionary') ?? refuse(root, 'The file has no <DataDictionary>', 'pmml-incomplete');
    const data = new Map(childrenOf(dictionary, 'DataField').map((field) => [textOf(field, 'name'), field]));
    const schema = childOf(model, 'MiningSchema') ?? refuse(model, `<${model.name}> has no <MiningSchema>`, 'pmml-incomplete');
    for (const field of childrenOf(schema, 'MiningField')) {
      const name = textOf(field, 'name');
      const usage = field.attributes.get('usageType') ?? 'active';
      const definition = data.get(name) ?? refuse(field, `The mining field "${name}" is not in the data dictionary`, 'pmml-incomplete');
      if (usage === 'target' || usage === 'predicted') this.target = definition;
      if (usage !== 'active') continue;
      this.features.push(featureOf(name, definition, field));
      this.#types.set(name, typeOf(definition));
      if (definition.attributes.get('dataType') === 'float') this.narrow.add(name);
    }
    const transformations = childOf(root, 'TransformationDictionary');
    const functions = transformations && childOf(transformations, 'DefineFunction');
    if (functions) refuse(functions, 'Functions defined in the file are not read here; write them out where they are used');
    if (transformations) this.derive(transformations);
    this.local(model);
  }

  /** Derived fields of a model's own transformations. */
  local(model: XmlElement): void {
    const transformations = childOf(model, 'LocalTransformations');
    if (transformations) this.derive(transformations);
  }

  derive(parent: XmlElement): void {
    for (const field of childrenOf(parent, 'DerivedField')) {
      const name = textOf(field, 'name');
      if (this.#types.has(name)) refuse(field, `There are two fields "${name}"`, 'pmml-wrong-value');
      this.derived.push({ name, type: typeOf(field), expression: readExpression(expressionOf(field), this) });
      this.#types.set(name, typeOf(field));
    }
  }

  known(element: XmlElement, name: string): string {
    return this.#types.has(name) ? name : refuse(element, `The field "${name}" is neither an active field of the mining schema nor derived before this place`, 'pmml-unknown-field');
  }

  typeOf(name: string): 'number' | 'category' {
    return this.#types.get(name) ?? 'category';
  }
}

function featureOf(name: string, definition: XmlElement, mining: XmlElement): ModelFeature {
  const type = typeOf(definition);
  const dataType = definition.attributes.get('dataType');
  const feature: ModelFeature = { name, type };
  const title = definition.attributes.get('displayName');
  if (title) feature.title = title.slice(0, 400);
  const values = childrenOf(definition, 'Value');
  const other = values.find((value) => (value.attributes.get('property') ?? 'valid') !== 'valid');
  if (other) refuse(other, `Field "${name}" has a value that stands for "${other.attributes.get('property')}"; give null for it instead and remove it from the file`);
  if (values.length > 0) feature.values = values.map((value) => scalarOf(textOf(value, 'value'), type === 'number' ? dataType : 'string'));
  const intervals = childrenOf(definition, 'Interval');
  if (intervals.length > 1) refuse(intervals[1]!, `Field "${name}" has several intervals of valid values; one is read here`);
  const [interval] = intervals;
  if (interval) {
    const closure = textOf(interval, 'closure');
    // An open bound is the nearest double inside of it.
    if (interval.attributes.has('leftMargin')) feature.min = closure.startsWith('open') ? -previousDouble(-numberOf(interval, 'leftMargin')) : numberOf(interval, 'leftMargin');
    if (interval.attributes.has('rightMargin')) feature.max = closure.endsWith('Open') ? previousDouble(numberOf(interval, 'rightMargin')) : numberOf(interval, 'rightMargin');
  }
  const replacement = mining.attributes.get('missingValueReplacement');
  if (replacement !== undefined) Object.assign(feature, { missing: 'value', missingValue: scalarOf(replacement, type === 'number' ? 'double' : 'string') });
  else if (mining.attributes.get('missingValueTreatment') === 'returnInvalid') feature.missing = 'error';
  const invalid = mining.attributes.get('invalidValueTreatment') ?? 'returnInvalid';
  feature.invalid = invalids[invalid as keyof typeof invalids] ?? refuse(mining, `The treatment "${invalid}" of invalid values is not known`, 'pmml-wrong-value');
  if (feature.invalid === 'value') feature.invalidValue = scalarOf(textOf(mining, 'invalidValueReplacement'), type === 'number' ? 'double' : 'string');
  const outliers = mining.attributes.get('outliers') ?? 'asIs';
  if (outliers !== 'asIs') Object.assign(feature, { outliers: outliers === 'asMissingValues' ? 'missing' : 'extreme', low: numberOf(mining, 'lowValue'), high: numberOf(mining, 'highValue') });
  return feature;
}

/** The change of scale that a model's targets ask for (PMML 4.4, Targets). */
export function rescaleOf(model: XmlElement): ModelRescale | undefined {
  const targets = childOf(model, 'Targets');
  const [target, more] = targets ? childrenOf(targets, 'Target') : [];
  if (!target) return undefined;
  if (more) refuse(more, 'Several targets are not read here; leave one');
  const rescale: ModelRescale = {};
  for (const [attribute, key] of [['rescaleFactor', 'factor'], ['rescaleConstant', 'constant'], ['min', 'min'], ['max', 'max']] as const) if (target.attributes.has(attribute)) rescale[key] = numberOf(target, attribute);
  const cast = target.attributes.get('castInteger');
  if (cast === 'round' || cast === 'ceiling' || cast === 'floor') rescale.round = cast;
  return Object.keys(rescale).length > 0 ? rescale : undefined;
}
