import type { ScorecardModel } from '@arbiter/contracts';
import type { XmlElement } from '../../dmn/read-xml.js';
import { expressionOf, predicateOf, readExpression, readPredicate } from './pmml-expression.js';
import { rescaleOf, type PmmlFields } from './pmml-fields.js';
import { childOf, childrenOf, numberOf, refuse } from './pmml-refusal.js';

export function readScorecard(model: XmlElement, fields: PmmlFields): ScorecardModel {
  const list = childOf(model, 'Characteristics') ?? refuse(model, 'The scorecard has no <Characteristics>', 'pmml-incomplete');
  const withReasons = model.attributes.get('useReasonCodes') !== 'false';
  const characteristics = childrenOf(list, 'Characteristic').map((characteristic, index) => {
    const bins = childrenOf(characteristic, 'Attribute').map((attribute) => {
      const complex = childOf(attribute, 'ComplexPartialScore');
      const reasonCode = attribute.attributes.get('reasonCode');
      return { when: readPredicate(predicateOf(attribute), fields), points: complex ? readExpression(expressionOf(complex), fields) : numberOf(attribute, 'partialScore'), ...(reasonCode ? { reasonCode } : {}) };
    });
    const reasonCode = characteristic.attributes.get('reasonCode');
    return { name: characteristic.attributes.get('name') ?? `characteristic ${index + 1}`, bins, ...(reasonCode ? { reasonCode } : {}), ...(characteristic.attributes.has('baselineScore') ? { baselinePoints: numberOf(characteristic, 'baselineScore') } : {}) };
  });
  const output = childOf(model, 'Output');
  const ranks = output ? childrenOf(output, 'OutputField').filter((field) => field.attributes.get('feature') === 'reasonCode').length : 0;
  const rescale = rescaleOf(model);
  return {
    kind: 'scorecard', features: fields.features, derived: fields.derived, initialScore: numberOf(model, 'initialScore', 0), characteristics,
    reasonAlgorithm: model.attributes.get('reasonCodeAlgorithm') === 'pointsAbove' ? 'points-above' : 'points-below',
    reasonCount: withReasons ? ranks || characteristics.length : 0,
    ...(model.attributes.has('baselineScore') ? { baselinePoints: numberOf(model, 'baselineScore') } : {}),
    ...(rescale ? { rescale } : {}),
  };
}
