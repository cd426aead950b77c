import type { FieldSpec, FieldType, ValueSpec } from '@arbiter/contracts';
import type { FeelType } from '../../feel/feel-type.js';
import type { FeelNode } from '../../feel/parse/feel-node.js';
import { parseFeel } from '../../feel/parse/parse-feel.js';
import type { DmnModel, ItemDefinition, UnaryTests } from '../dmn-model.js';
import type { ProductNames } from './product-names.js';

const simple: Readonly<Record<string, FieldType>> = {
  number: 'number', string: 'string', boolean: 'boolean', date: 'date', time: 'time', 'date and time': 'date and time', dateTime: 'date and time',
  'days and time duration': 'days and time duration', dayTimeDuration: 'days and time duration', 'years and months duration': 'years and months duration', yearMonthDuration: 'years and months duration',
};
/** Nesting of a data model; a type that holds itself ends as `any`. */
const deepest = 12;

/** What a type of a DMN model allows, as a data model tells it. `lost` is told of what a data model cannot hold. */
export function valueSpecOf(typeRef: string | undefined, model: DmnModel, names: ProductNames, lost: (tests: UnaryTests) => void, depth = 0): ValueSpec {
  if (typeRef === undefined || depth > deepest) return { type: 'any' };
  const definition = model.itemDefinitions.find(({ name }) => name === typeRef);
  if (!definition) return { type: Object.hasOwn(simple, typeRef) ? simple[typeRef]! : 'any' };
  return specOf(definition, model, names, lost, depth);
}

function specOf(definition: ItemDefinition, model: DmnModel, names: ProductNames, lost: (tests: UnaryTests) => void, depth: number): ValueSpec {
  const element: ValueSpec =
    definition.components.length > 0
      ? { type: 'object', fields: definition.components.map((component): FieldSpec => ({ name: names.of(component.name), ...(names.of(component.name) === component.name ? {} : { title: component.name.slice(0, 200) }), ...specOf(component, model, names, lost, depth + 1) })) }
      : { ...valueSpecOf(definition.typeRef, model, names, lost, depth + 1), ...allowed(definition.allowedValues, lost) };
  if (definition.typeConstraint) lost(definition.typeConstraint);
  return definition.isCollection ? { type: 'list', items: element } : element;
}

/** A constant as a data model writes it: dates and durations as their ISO text. */
function constant(node: FeelNode): string | number | boolean | undefined {
  if (node.kind === 'string' || node.kind === 'number' || node.kind === 'boolean') return node.value;
  if (node.kind === 'at') return node.text;
  return node.kind === 'negate' && node.value.kind === 'number' ? -node.value.value : undefined;
}

/** Listed values and ranges with their ends are told; other tests have no place in a data model. */
function allowed(tests: UnaryTests | undefined, lost: (tests: UnaryTests) => void): Partial<ValueSpec> {
  if (!tests || tests.text === '' || tests.text === '-') return {};
  const tree = parseFeel(tests.text, { dialect: 'unary-tests' });
  if (tree.ok && tree.value.kind === 'tests' && !tree.value.negated) {
    const parts = tree.value.tests;
    const values = parts.flatMap((part) => constant(part) ?? []);
    if (values.length === parts.length && values.length > 0) return { values };
    const [only] = parts;
    if (parts.length === 1 && only?.kind === 'range' && only.lowIncluded && only.highIncluded) {
      const [min, max] = [constant(only.low), constant(only.high)];
      if (min !== undefined && max !== undefined && typeof min !== 'boolean' && typeof max !== 'boolean') return { min, max };
    }
    if (parts.length === 1 && only?.kind === 'test' && (only.operator === '>=' || only.operator === '<=')) {
      const end = constant(only.value);
      if (end !== undefined && typeof end !== 'boolean') return only.operator === '>=' ? { min: end } : { max: end };
    }
  }
  lost(tests);
  return {};
}

/** The same for a type that was inferred. */
export function valueSpecOfFeel(type: FeelType, names: ProductNames, depth = 0): ValueSpec {
  if (depth > deepest) return { type: 'any' };
  if (type.kind === 'list') return { type: 'list', items: valueSpecOfFeel(type.items, names, depth + 1) };
  if (type.kind === 'context') return type.open && Object.keys(type.fields).length === 0 ? { type: 'any' } : { type: 'object', fields: Object.entries(type.fields).map(([name, field]): FieldSpec => ({ name: names.of(name), ...valueSpecOfFeel(field, names, depth + 1) })) };
  return { type: Object.hasOwn(simple, type.kind) ? simple[type.kind]! : 'any' };
}
