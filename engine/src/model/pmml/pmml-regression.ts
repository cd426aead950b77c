import type { LinearModel, LinearSum, LinearTerm, ModelLink } from '@arbiter/contracts';
import type { XmlElement } from '../../dmn/read-xml.js';
import { rescaleOf, type PmmlFields } from './pmml-fields.js';
import { childrenOf, numberOf, refuse, textOf } from './pmml-refusal.js';

const links: Readonly<Record<string, ModelLink>> = { none: 'identity', simplemax: 'simplemax', softmax: 'softmax', logit: 'logit', probit: 'probit', cloglog: 'cloglog', loglog: 'loglog', cauchit: 'cauchit', exp: 'log' };
export const linkOf = (model: XmlElement): ModelLink => links[model.attributes.get('normalizationMethod') ?? 'none'] ?? refuse(model, `The normalisation "${model.attributes.get('normalizationMethod')}" is not known; there are ${Object.keys(links).join(', ')}`);

function sumOf(table: XmlElement, fields: PmmlFields): LinearSum {
  const terms: LinearTerm[] = [];
  const categories = new Map<string, { value: string; coefficient: number }[]>();
  for (const element of table.children) {
    if (element.name === 'NumericPredictor') {
      const exponent = numberOf(element, 'exponent', 1);
      terms.push({ feature: fields.known(element, textOf(element, 'name')), coefficient: numberOf(element, 'coefficient'), ...(exponent === 1 ? {} : { exponent }) });
    } else if (element.name === 'CategoricalPredictor') {
      const feature = fields.known(element, textOf(element, 'name'));
      let list = categories.get(feature);
      if (!list) {
        list = [];
        categories.set(feature, list);
        terms.push({ feature, categories: list });
      }
      list.push({ value: textOf(element, 'value'), coefficient: numberOf(element, 'coefficient') });
    } else if (element.name === 'PredictorTerm') {
      const names = childrenOf(element, 'FieldRef').map((reference) => fields.known(reference, textOf(reference, 'field')));
      const coefficient = numberOf(element, 'coefficient');
      terms.push(names.length === 1 ? { feature: names[0]!, coefficient } : { product: names, coefficient });
    }
  }
  return { intercept: numberOf(table, 'intercept'), terms };
}

/** Classes and link of regression tables: with two tables and a link of one value, the first table alone gives the probability of its class. */
export function tablesOf(model: XmlElement, fields: PmmlFields): { tables: XmlElement[]; classes: string[] | undefined; link: ModelLink; ordinal: boolean } {
  const tables = childrenOf(model, 'RegressionTable');
  const link = linkOf(model);
  if (tables.length === 0) refuse(model, 'The regression has no table', 'pmml-incomplete');
  if (model.attributes.get('functionName') !== 'classification') {
    if (tables.length > 1) refuse(tables[1]!, 'A regression has one table; for several classes the model must be a classification', 'pmml-wrong-value');
    // For one value, softmax is the logistic function (PMML 4.4, Regression).
    return { tables, classes: undefined, link: link === 'softmax' ? 'logit' : link, ordinal: false };
  }
  const ordinal = fields.target?.attributes.get('optype') === 'ordinal';
  const classes = tables.map((table) => textOf(table, 'targetCategory'));
  const oneValue = link !== 'softmax' && link !== 'simplemax' && link !== 'identity';
  if (!oneValue) return { tables, classes, link, ordinal: false };
  if (tables.length === 2 && !ordinal) return { tables: tables.slice(0, 1), classes: [classes[1]!, classes[0]!], link, ordinal };
  return ordinal ? { tables, classes, link, ordinal } : refuse(model, `The normalisation "${model.attributes.get('normalizationMethod')}" for ${tables.length} classes without order is not read here; export the model with softmax`);
}

export function readRegression(model: XmlElement, fields: PmmlFields): LinearModel {
  const { tables, classes, link, ordinal } = tablesOf(model, fields);
  const rescale = rescaleOf(model);
  return { kind: 'linear', features: fields.features, derived: fields.derived, link, ...(classes ? { classes } : {}), ...(ordinal ? { ordinal } : {}), ...(rescale ? { rescale } : {}), sums: tables.map((table) => sumOf(table, fields)) };
}
