import type { ModelTree, TreesModel } from '@arbiter/contracts';
import type { XmlElement } from '../../dmn/read-xml.js';
import { rescaleOf, type PmmlFields } from './pmml-fields.js';
import { childOf, childrenOf, numberOf, refuse, textOf } from './pmml-refusal.js';
import { tablesOf } from './pmml-regression.js';
import { readTree } from './pmml-tree.js';

const methods: Readonly<Record<string, { average: boolean; weighted: boolean; vote: boolean }>> = {
  sum: { average: false, weighted: false, vote: false }, weightedSum: { average: false, weighted: true, vote: false },
  average: { average: true, weighted: false, vote: false }, weightedAverage: { average: true, weighted: true, vote: false },
  majorityVote: { average: true, weighted: false, vote: true }, weightedMajorityVote: { average: true, weighted: true, vote: true },
};

interface Ensemble { trees: ModelTree[]; average: boolean }

/** The model of a segment; only segments that always count are read. */
function modelOf(segment: XmlElement): XmlElement {
  if (!childOf(segment, 'True')) refuse(segment, 'Segments with conditions are not read here; only <True/>');
  return segment.children.find(({ name }) => name.endsWith('Model') || name === 'Scorecard') ?? refuse(segment, 'The segment has no model', 'pmml-incomplete');
}

function ensembleOf(model: XmlElement, fields: PmmlFields, classes: readonly string[] | undefined): Ensemble {
  if (model.name === 'TreeModel') return { trees: [readTree(model, fields, classes, false)], average: false };
  if (model.name !== 'MiningModel') return refuse(model, `<${model.name}> inside an ensemble is not read here; only trees`);
  const segmentation = childOf(model, 'Segmentation') ?? refuse(model, 'The model has no <Segmentation>', 'pmml-incomplete');
  const name = textOf(segmentation, 'multipleModelMethod');
  const segments = childrenOf(segmentation, 'Segment');
  if (['selectFirst', 'selectAll', 'modelChain'].includes(name) && segments.length === 1) return ensembleOf(modelOf(segments[0]!), fields, classes);
  const method = methods[name] ?? refuse(segmentation, `The method "${name}" of joining models is not read here; there are ${Object.keys(methods).join(', ')} and a modelChain that ends in a regression`);
  const trees = segments.map((segment) => {
    const inner = modelOf(segment);
    if (inner.name !== 'TreeModel') refuse(inner, `<${inner.name}> inside an ensemble is not read here; only trees`);
    if (childOf(inner, 'Targets')) refuse(inner, 'Targets of single trees are not read here');
    fields.local(inner);
    return { ...readTree(inner, fields, classes, method.vote), ...(method.weighted ? { weight: numberOf(segment, 'weight', 1) } : {}) };
  });
  return { trees, average: method.average };
}

function classesOf(model: XmlElement, fields: PmmlFields): string[] | undefined {
  if (model.attributes.get('functionName') !== 'classification') return undefined;
  const target = fields.target ?? refuse(model, 'A classification needs a target field with its values', 'pmml-incomplete');
  return childrenOf(target, 'Value').map((value) => textOf(value, 'value'));
}

/** Trees, or an ensemble of trees, alone or followed by a regression that turns sums into probabilities. */
export function readTrees(model: XmlElement, fields: PmmlFields): TreesModel {
  const head = { kind: 'trees' as const, features: fields.features, derived: fields.derived };
  const segmentation = childOf(model, 'Segmentation');
  if (segmentation && textOf(segmentation, 'multipleModelMethod') === 'modelChain' && childrenOf(segmentation, 'Segment').length > 1) return { ...head, ...readChain(segmentation, fields) };
  const classes = classesOf(model, fields);
  const { trees, average } = ensembleOf(model, fields, classes);
  const rescale = rescaleOf(model);
  return { ...head, trees, aggregate: average ? 'average' : 'sum', ...(classes ? { classes } : {}), ...(rescale ? { rescale } : {}) };
}

function readChain(segmentation: XmlElement, fields: PmmlFields): Pick<TreesModel, 'trees' | 'classes' | 'link' | 'base'> {
  const models = childrenOf(segmentation, 'Segment').map(modelOf);
  const last = models.pop()!;
  if (last.name !== 'RegressionModel') return refuse(last, 'A chain of models is read only where its last one is a regression over the sums before it');
  const sums = new Map<string, { trees: ModelTree[]; factor: number; constant: number }>();
  for (const model of models) {
    const output = childOf(model, 'Output');
    const [field, more] = output ? childrenOf(output, 'OutputField') : [];
    if (!field || more || field.children.length > 0 || !['predictedValue', undefined].includes(field.attributes.get('feature'))) return refuse(field ?? model, 'A model of a chain must give its plain value as its only output');
    fields.local(model);
    const { trees, average } = ensembleOf(model, fields, undefined);
    const { factor = 1, constant = 0, ...other } = rescaleOf(model) ?? {};
    if (Object.keys(other).length > 0) refuse(model, 'Rounding and bounds inside a chain are not read here');
    const total = average ? trees.reduce((sum, { weight = 1 }) => sum + weight, 0) : 1;
    sums.set(textOf(field, 'name'), { trees, factor: factor / total, constant });
  }
  const { tables, classes, link, ordinal } = tablesOf(last, fields);
  if (ordinal) refuse(last, 'A chain that ends in ordered classes is not read here');
  const base: number[] = [];
  const trees: ModelTree[] = [];
  tables.forEach((table, index) => {
    base.push(numberOf(table, 'intercept'));
    for (const predictor of table.children) {
      const source = predictor.name === 'NumericPredictor' && numberOf(predictor, 'exponent', 1) === 1 ? sums.get(textOf(predictor, 'name')) : undefined;
      if (!source) return refuse(predictor, 'The last regression of a chain may only weigh the outputs of the models before it');
      const coefficient = numberOf(predictor, 'coefficient');
      base[index] = base[index]! + coefficient * source.constant;
      for (const tree of source.trees) trees.push({ ...tree, weight: (tree.weight ?? 1) * source.factor * coefficient, ...(tables.length > 1 ? { output: index } : {}) });
    }
  });
  return { trees, link, base: tables.length === 1 ? base[0]! : base, ...(classes ? { classes } : {}) };
}
