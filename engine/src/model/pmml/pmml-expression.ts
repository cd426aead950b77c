import { modelFunctions, type ModelExpression, type ModelFunction, type ModelScalar } from '@arbiter/contracts';
import type { XmlElement } from '../../dmn/read-xml.js';
import type { PmmlFields } from './pmml-fields.js';
import { arrayOf, childOf, childrenOf, numberOf, refuse, scalarOf, textOf } from './pmml-refusal.js';

const expressionNames = ['Constant', 'FieldRef', 'NormContinuous', 'NormDiscrete', 'Discretize', 'MapValues', 'Apply'];
export const expressionOf = (element: XmlElement): XmlElement => element.children.find(({ name }) => expressionNames.includes(name)) ?? refuse(element, `<${element.name}> holds no expression that is read here: ${expressionNames.join(', ')}`);

const optional = (element: XmlElement, attribute: string, as: 'ifMissing' | 'otherwise' | 'ifInvalid', dataType?: string): { ifMissing?: ModelScalar; otherwise?: ModelScalar; ifInvalid?: ModelScalar } => {
  const text = element.attributes.get(attribute);
  return text === undefined ? {} : { [as]: scalarOf(text, dataType) };
};

/** An expression of PMML 4.4 (chapters Transformations and Functions). */
export function readExpression(element: XmlElement, fields: PmmlFields): ModelExpression {
  const field = (attribute = 'field'): ModelExpression => ({ field: fields.known(element, textOf(element, attribute)) });
  switch (element.name) {
    case 'Constant': return { constant: scalarOf(element.text.trim(), element.attributes.get('dataType')) };
    case 'FieldRef': return { ...field(), ...optional(element, 'mapMissingTo', 'ifMissing') } as ModelExpression;
    case 'NormContinuous': {
      const points = childrenOf(element, 'LinearNorm').map((norm): [number, number] => [numberOf(norm, 'orig'), numberOf(norm, 'norm')]);
      const outliers = ({ asMissingValues: 'missing', asExtremeValues: 'extreme' } as const)[element.attributes.get('outliers') ?? ''] ?? 'as-is';
      return { points, at: field(), outliers, ...optional(element, 'mapMissingTo', 'ifMissing') };
    }
    case 'NormDiscrete': return { rows: [{ keys: [textOf(element, 'value')], value: 1 }], by: [field()], otherwise: 0, ...optional(element, 'mapMissingTo', 'ifMissing') };
    case 'Discretize': {
      const dataType = element.attributes.get('dataType');
      const bins = childrenOf(element, 'DiscretizeBin').map((bin) => {
        const interval = childOf(bin, 'Interval') ?? refuse(bin, 'A bin needs an interval', 'pmml-incomplete');
        const closure = textOf(interval, 'closure');
        const has = (name: string) => interval.attributes.has(name);
        return {
          ...(has('leftMargin') ? { from: numberOf(interval, 'leftMargin'), fromOpen: closure.startsWith('open') } : {}),
          ...(has('rightMargin') ? { to: numberOf(interval, 'rightMargin'), toClosed: closure.endsWith('Closed') } : {}),
          value: scalarOf(textOf(bin, 'binValue'), dataType),
        };
      });
      return { bins, of: field(), ...optional(element, 'mapMissingTo', 'ifMissing', dataType), ...optional(element, 'defaultValue', 'otherwise', dataType) };
    }
    case 'MapValues': {
      const pairs = childrenOf(element, 'FieldColumnPair');
      const output = textOf(element, 'outputColumn');
      const dataType = element.attributes.get('dataType');
      const table = childOf(element, 'InlineTable') ?? refuse(element, 'A map of values needs its rows in the file (InlineTable)');
      const cell = (row: XmlElement, column: string) => childOf(row, column)?.text.trim() ?? refuse(row, `The row has no column "${column}"`, 'pmml-incomplete');
      const rows = childrenOf(table, 'row').map((row) => ({ keys: pairs.map((pair) => cell(row, textOf(pair, 'column')) as ModelScalar), value: scalarOf(cell(row, output), dataType) }));
      return { rows, by: pairs.map((pair) => ({ field: fields.known(pair, textOf(pair, 'field')) })), ...optional(element, 'mapMissingTo', 'ifMissing', dataType), ...optional(element, 'defaultValue', 'otherwise', dataType) };
    }
    case 'Apply': {
      const name = textOf(element, 'function');
      if (!(modelFunctions as readonly string[]).includes(name) || name === 'surrogate') return refuse(element, `The function "${name}" is not read here; there are ${modelFunctions.filter((known) => known !== 'surrogate').join(', ')}`);
      return { apply: name as ModelFunction, arguments: childrenOf(element, ...expressionNames).map((argument) => readExpression(argument, fields)), ...optional(element, 'mapMissingTo', 'ifMissing'), ...optional(element, 'defaultValue', 'ifInvalid') };
    }
    default: return refuse(element, `The expression <${element.name}> is not read here; there are ${expressionNames.join(', ')}`);
  }
}

export const predicateNames = ['True', 'False', 'SimplePredicate', 'SimpleSetPredicate', 'CompoundPredicate'];
export const predicateOf = (element: XmlElement): XmlElement => element.children.find(({ name }) => predicateNames.includes(name)) ?? refuse(element, `<${element.name}> has no predicate`, 'pmml-incomplete');

/** A predicate as an expression that is true, false or missing. */
export function readPredicate(element: XmlElement, fields: PmmlFields): ModelExpression {
  if (element.name === 'True' || element.name === 'False') return { constant: element.name === 'True' };
  if (element.name === 'CompoundPredicate') {
    const operator = textOf(element, 'booleanOperator');
    if (operator !== 'and' && operator !== 'or' && operator !== 'surrogate') return refuse(element, `The operator "${operator}" of compound predicates is not read here; there are and, or, surrogate`);
    return { apply: operator, arguments: childrenOf(element, ...predicateNames).map((child) => readPredicate(child, fields)) };
  }
  const name = fields.known(element, textOf(element, 'field'));
  const value = (text: string): ModelScalar => (fields.typeOf(name) === 'number' ? scalarOf(text, 'double') : text);
  if (element.name === 'SimpleSetPredicate') {
    const values = arrayOf(childOf(element, 'Array') ?? refuse(element, 'A set needs an array', 'pmml-incomplete'));
    return { apply: textOf(element, 'booleanOperator') === 'isNotIn' ? 'isNotIn' : 'isIn', arguments: [{ field: name }, ...values.map((text) => ({ constant: value(text) }))] };
  }
  const operator = textOf(element, 'operator');
  if (operator === 'isMissing' || operator === 'isNotMissing') return { apply: operator, arguments: [{ field: name }] };
  if (!['equal', 'notEqual', 'lessThan', 'lessOrEqual', 'greaterThan', 'greaterOrEqual'].includes(operator)) return refuse(element, `The operator "${operator}" is not known`, 'pmml-wrong-value');
  return { apply: operator as ModelFunction, arguments: [{ field: name }, { constant: value(textOf(element, 'value')) }] };
}
