import type { ItemReference, ModelDocument } from '@arbiter/contracts';
import type { FeelType } from '../../../feel/feel-type.js';
import { checkModel } from '../../../model/check-model.js';
import { printModel } from '../../../model/print-model.js';
import type { Dependencies, NodeCheck, NodeKind } from '../../node-kind.js';
import { textType } from '../assignment.js';
import { printModelSql } from './print-model-sql.js';
import { FeatureMapping, ModelSettings } from './model-settings.js';

const usable: Readonly<Record<'number' | 'category', ReadonlySet<FeelType['kind']>>> = {
  number: new Set(['number', 'boolean', 'any', 'null']),
  category: new Set(['string', 'number', 'boolean', 'any', 'null']),
};
const referenceOf = ({ model }: ModelSettings): ItemReference | undefined => ('reference' in model ? model.reference : undefined);

/** The model of the settings with the node's own policies for missing values; registered ones are sound already. */
function modelOf({ model, features = [] }: ModelSettings, dependencies: Dependencies): ModelDocument {
  const document = ('reference' in model ? dependencies.find(model.reference) : model.document) as ModelDocument;
  const own = new Map(features.filter(({ missing }) => missing !== undefined).map((mapping) => [mapping.feature, mapping]));
  if (own.size === 0) return document;
  return { ...document, features: document.features.map((feature) => ({ ...feature, ...policyOf(own.get(feature.name)) })) };
}

const policyOf = (mapping: FeatureMapping | undefined) => (mapping ? { missing: mapping.missing, ...(mapping.missingValue === undefined ? {} : { missingValue: mapping.missingValue }) } : {});
const isOnnx = (settings: ModelSettings, dependencies: Dependencies) => 'reference' in settings.model && (dependencies.find(settings.model.reference) as ModelDocument | undefined)?.kind === 'onnx';

/** Scores a row by a model. Models of plain JSON are computed at once; ONNX models are asked of the outside. */
export const modelNode: NodeKind<ModelSettings> = {
  kind: 'model',
  settings: ModelSettings,
  waits: isOnnx,
  ports: () => ['next'],
  references: (settings) => {
    const reference = referenceOf(settings);
    return reference ? [reference] : [];
  },
  check(settings, check) {
    const { model, results } = settings;
    const path = 'reference' in model ? '/model/reference' : '/model/document';
    if ('reference' in model && model.reference.kind !== 'model') return check.fault(`${path}/kind`, 'wrong-kind', `A model node needs a model, not a ${model.reference.kind}`);
    if ('reference' in model && check.dependencies.find(model.reference) === undefined) return check.fault(path, 'unknown-item', `There is no model "${model.reference.id}" of version ${model.reference.version}; register it, or choose another one`);
    const report = (candidate: unknown, at: string, below: boolean): boolean => {
      const checked = checkModel(candidate);
      if (!checked.ok) for (const fault of checked.error) check.fault(below ? `${at}${fault.path}` : at, fault.code, fault.message);
      return checked.ok;
    };
    // A registered model was checked at its registration.
    if ('document' in model && !report(model.document, path, true)) return;
    if (settings.features?.some(({ missing }) => missing !== undefined) && !report(modelOf(settings, check.dependencies), '/features', false)) return;
    const document = modelOf(settings, check.dependencies);
    if (document.kind === 'onnx' && 'document' in model) return check.fault(path, 'wrong-kind', 'An ONNX model must be registered: its file is stored apart. Register it and refer to it');
    if (document.kind === 'onnx') settings.features?.forEach(({ missing }, index) => {
      if (missing !== undefined) check.fault(`/features/${index}/missing`, 'not-supported', 'An ONNX model treats missing values as its own document says; set it there, or replace the value in the expression');
    });
    checkFeatures(settings, document, check);
    if (document.kind === 'onnx' && (results.reasonCodes !== undefined || settings.addReasons)) check.fault('/results/reasonCodes', 'no-reasons', 'An ONNX model does not tell its reasons; leave them out, or import the model as trees');
    if (results.score !== undefined) check.assigns(results.score, { kind: 'number' }, '/results/score');
    const classes = 'classes' in document ? document.classes : undefined;
    if (!classes && document.kind !== 'onnx') for (const key of ['class', 'probabilities'] as const) if (results[key] !== undefined) check.fault(`/results/${key}`, 'no-classes', `The model has no classes and so no ${key}; take its score`);
    if (results.class !== undefined) check.assigns(results.class, textType, '/results/class');
    if (results.probabilities !== undefined) check.assigns(results.probabilities, { kind: 'context', fields: Object.fromEntries((classes ?? []).map((name) => [name, { kind: 'number' } as FeelType])), open: true }, '/results/probabilities');
    if (results.reasonCodes !== undefined) check.assigns(results.reasonCodes, { kind: 'list', items: textType }, '/results/reasonCodes');
    if (Object.keys(results).length === 0 && !settings.addReasons) check.warning('/results', 'nothing-written', 'The score goes nowhere; write it to a name of the data model');
  },
  printSql: (settings, printer) => printModelSql(modelOf(settings, printer.dependencies), settings, printer),
  print(settings, printer) {
    const { results } = settings;
    const document = modelOf(settings, printer.dependencies);
    const mapped = new Map((settings.features ?? []).map(({ feature, value }) => [feature, value]));
    const values = document.features.map(({ name }) => {
      const source = mapped.get(name);
      return source === undefined ? printer.read(name) : printer.expression(source);
    });
    const answer = printer.local('scored');
    const reference = referenceOf(settings);
    const lines: string[] = [];
    if (document.kind === 'onnx' && reference) {
      const inputs = document.features.map(({ name }, index) => `[${printer.literal(name)}]: R.toJson(${values[index]})`);
      lines.push(`const ${answer} = ${printer.service('model', `{ modelId: ${printer.literal(reference.id)}, version: ${reference.version}, inputs: { ${inputs.join(', ')} } }`)};`);
    } else if (document.kind !== 'onnx') {
      const scorer = printer.define('model', printModel(document));
      const reasons = settings.reasonCount ?? document.reasonCount ?? 0;
      const wanted = reasons > 0 && (results.reasonCodes !== undefined || settings.addReasons === true) ? reasons : 0;
      const full = wanted > 0 || results.class !== undefined || results.probabilities !== undefined || printer.note('1') !== '';
      lines.push(`const ${answer} = ${full ? `${scorer}.run([${values.join(', ')}], ${wanted})` : `{ score: ${scorer}.score([${values.join(', ')}]) }`};`);
    }
    for (const key of ['score', 'class', 'probabilities', 'reasonCodes'] as const) {
      const name = results[key];
      if (name !== undefined) lines.push(printer.assign(name, `${answer}.${key}`));
    }
    if (settings.addReasons) lines.push(`for (const code of ${answer}.reasonCodes) { ${printer.reason('code')} }`);
    lines.push(printer.note(`{ score: ${answer}.score, class: ${answer}.class ?? null, contributions: ${answer}.contributions ?? [] }`), printer.leave('next'));
    return lines.filter((line) => line !== '').join('\n');
  },
};

function checkFeatures({ features = [] }: ModelSettings, model: ModelDocument, check: NodeCheck): void {
  const types = new Map(model.features.map(({ name, type }) => [name, type]));
  const mapped = new Set<string>();
  const fits = (type: FeelType | undefined, feature: string, path: string) => {
    const wanted = types.get(feature)!;
    if (type && !usable[wanted].has(type.kind)) check.fault(path, 'wrong-type', `Feature "${feature}" is a ${wanted}, but gets a ${type.kind}; convert it`);
  };
  features.forEach(({ feature, value }, index) => {
    const path = `/features/${index}`;
    if (!types.has(feature)) return check.fault(`${path}/feature`, 'unknown-feature', `The model has no feature "${feature}"; it has ${[...types.keys()].slice(0, 20).join(', ')}`);
    if (mapped.has(feature)) check.fault(`${path}/feature`, 'duplicate-name', `Feature "${feature}" gets two values; leave one`);
    mapped.add(feature);
    fits(check.expression(value, `${path}/value`), feature, `${path}/value`);
  });
  for (const name of types.keys()) {
    if (mapped.has(name)) continue;
    if (check.scope.has(name)) fits(check.reads(name, '/features'), name, '/features');
    else check.fault('/features', 'feature-not-mapped', `Feature "${name}" of the model has no value: map it, or name a field of the data model like it`);
  }
}
