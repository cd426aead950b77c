import type { Fault, JsonModel, Result } from '@arbiter/contracts';
import { readXml } from '../../dmn/read-xml.js';
import { checkModel } from '../check-model.js';
import { readTrees } from './pmml-mining.js';
import { PmmlFields } from './pmml-fields.js';
import { PmmlRefusal, refuse } from './pmml-refusal.js';
import { readRegression } from './pmml-regression.js';
import { readScorecard } from './pmml-scorecard.js';

const readers = { RegressionModel: readRegression, Scorecard: readScorecard, TreeModel: readTrees, MiningModel: readTrees } as const;

/**
 * A model of a PMML file of version 4.x (Data Mining Group): regressions, scorecards, trees and ensembles of trees with their fields,
 * treatments and derived fields. What would be scored otherwise than PMML says is refused. Faults have `line:column` as their path.
 */
export function importPmml(source: string): Result<JsonModel, Fault[]> {
  const xml = readXml(source);
  if (!xml.ok) return xml;
  const root = xml.value;
  try {
    if (root.name !== 'PMML') refuse(root, `The file is no PMML: its first element is <${root.name.slice(0, 60)}>`, 'pmml-wrong-file');
    const version = root.attributes.get('version') ?? '';
    if (!/^4\.\d/.test(version)) refuse(root, `The file is of PMML version "${version.slice(0, 20)}"; versions 4.0 to 4.4 are read. Export it again`, 'pmml-wrong-file');
    const models = root.children.filter(({ name }) => name.endsWith('Model') || ['Scorecard', 'NeuralNetwork', 'RuleSetModel'].includes(name));
    const [model] = models;
    if (!model) return refuse(root, 'The file holds no model', 'pmml-incomplete');
    if (models.length > 1) refuse(models[1]!, 'The file holds several models; leave one');
    const reader = Object.hasOwn(readers, model.name) ? readers[model.name as keyof typeof readers] : refuse(model, `<${model.name}> is not read here; there are ${Object.keys(readers).join(', ')}`);
    const name = model.attributes.get('modelName');
    const read = reader(model, new PmmlFields(root, model));
    const made: JsonModel = { ...read, ...(name ? { name: name.slice(0, 400) } : {}) };
    if (made.derived?.length === 0) delete made.derived;
    const checked = checkModel(made);
    return checked.ok ? { ok: true, value: made } : checked;
  } catch (error) {
    if (error instanceof PmmlRefusal) return { ok: false, error: [error.fault] };
    throw error;
  }
}
