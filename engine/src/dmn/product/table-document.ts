import type { DecisionTableDocument, FieldType } from '@arbiter/contracts';
import type { Aggregation, DecisionTable, HitPolicy } from '../dmn-model.js';
import type { XmlPosition } from '../read-xml.js';
import { listedValues } from '../unary-values.js';
import { builtInType } from '../dmn-type.js';
import type { ProductNames } from './product-names.js';

export const policyLetters = { UNIQUE: 'U', ANY: 'A', PRIORITY: 'P', FIRST: 'F', 'RULE ORDER': 'R', 'OUTPUT ORDER': 'O', COLLECT: 'C' } as const satisfies Record<HitPolicy, DecisionTableDocument['hitPolicy']>;
export const aggregatorNames = { SUM: 'sum', MIN: 'min', MAX: 'max', COUNT: 'count' } as const satisfies Record<Aggregation, NonNullable<DecisionTableDocument['aggregator']>>;

type Rename = (text: string, at: XmlPosition | undefined, dialect: 'expression' | 'unary-tests') => string;

function fieldType(typeRef: string | undefined): { type?: FieldType } {
  const kind = typeRef === undefined ? undefined : builtInType(typeRef)?.feel.kind;
  return kind === 'number' || kind === 'string' || kind === 'boolean' || kind === 'date' || kind === 'time' || kind === 'date and time' || kind === 'days and time duration' || kind === 'years and months duration' ? { type: kind } : {};
}

/** A table of a DMN file as a document of the product. */
export function tableDocument(table: DecisionTable, title: string, resultName: string, names: ProductNames, rename: Rename): DecisionTableDocument {
  return {
    name: title.slice(0, 400),
    hitPolicy: policyLetters[table.hitPolicy],
    ...(table.hitPolicy === 'COLLECT' && table.aggregation ? { aggregator: aggregatorNames[table.aggregation] } : {}),
    inputs: table.inputs.map(({ label, expression, values }) => ({
      ...(label === undefined || label.trim() === '' ? {} : { label: label.trim().slice(0, 400) }),
      expression: rename(expression.text, expression.textAt ?? expression.at, 'expression').trim(),
      ...fieldType(expression.typeRef),
      ...(values && values.text !== '' && values.text !== '-' ? { allowed: rename(values.text, values.at, 'unary-tests') } : {}),
    })),
    outputs: table.outputs.map(({ name, label, typeRef, values, defaultEntry }) => ({
      name: name === undefined ? resultName : names.of(name),
      ...(label === undefined || label.trim() === '' ? {} : { label: label.trim().slice(0, 400) }),
      ...fieldType(typeRef),
      ...(values && values.text !== '' && values.text !== '-' ? { values: listedValues(rename(values.text, values.at, 'unary-tests'), []) } : {}),
      ...(defaultEntry && defaultEntry.text.trim() !== '' ? { default: rename(defaultEntry.text, defaultEntry.textAt ?? defaultEntry.at, 'expression').trim() } : {}),
    })),
    rules: table.rules.map((rule) => {
      const annotation = [...rule.annotations, rule.description ?? ''].map((text) => text.trim()).filter((text) => text !== '').join('\n').slice(0, 4000);
      return {
        ...(rule.id === undefined ? {} : { id: rule.id.slice(0, 200) }),
        inputs: rule.inputs.map(({ text, at }) => (text === '' ? '-' : rename(text, at, 'unary-tests'))),
        outputs: rule.outputs.map((entry) => (entry.text.trim() === '' ? 'null' : rename(entry.text, entry.textAt ?? entry.at, 'expression').trim())),
        ...(annotation === '' ? {} : { annotation }),
      };
    }),
  };
}

/** Where in the file a fault of the document stands, by its JSON pointer. */
export function tablePosition(table: DecisionTable, pointer: string): XmlPosition | undefined {
  const [, part, index, side, column] = pointer.split('/');
  const at = Number(index);
  if (part === 'inputs') return table.inputs[at]?.expression.textAt ?? table.inputs[at]?.at;
  if (part === 'outputs') return table.outputs[at]?.at;
  if (part !== 'rules') return undefined;
  const rule = table.rules[at];
  const cell = side === 'inputs' ? rule?.inputs[Number(column)]?.at : side === 'outputs' ? (rule?.outputs[Number(column)]?.textAt ?? rule?.outputs[Number(column)]?.at) : undefined;
  return cell ?? rule?.at;
}
