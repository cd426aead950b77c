import type { DecisionTableDocument, Fault, FieldSpec, Result, ValueSpec } from '@arbiter/contracts';
import { parseFeel } from '../../feel/parse/parse-feel.js';
import { childrenOf, type FeelNode } from '../../feel/parse/feel-node.js';
import type { Decision, DecisionTable, DmnExpression, DmnModel, InformationItem, ItemDefinition, LiteralExpression, Reference } from '../dmn-model.js';
import { addDiagram } from '../diagram.js';
import { writeDmn } from '../write-dmn.js';
import { aggregatorNames, policyLetters } from './table-document.js';

/** What is written as one DMN model: decisions in order, each reading inputs and the results of decisions before it. */
export interface WrittenItems {
  name: string;
  /** URI of the model; from outside, since ids are not made here. */
  namespace: string;
  inputs: readonly FieldSpec[];
  decisions: readonly (
    | { kind: 'decision-table'; name: string; title?: string; document: DecisionTableDocument; result?: ValueSpec }
    | { kind: 'calculation'; name: string; title?: string; expression: string; result?: ValueSpec }
  )[];
}

const policies = invert(policyLetters);
const aggregations = invert(aggregatorNames);

function invert<K extends string, V extends string>(record: Readonly<Record<K, V>>): Readonly<Record<V, K>> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [value, key])) as Record<V, K>;
}

/** Decision tables and calculations of the product as a file of DMN 1.5. Faults: dmn-text-not-xml. */
export function writeItemsAsDmn(items: WrittenItems): Result<string, Fault[]> {
  return writeDmn(addDiagram(modelOfItems(items)));
}

/** The same as a model. */
export function modelOfItems({ name, namespace, inputs, decisions }: WrittenItems): DmnModel {
  const itemDefinitions: ItemDefinition[] = [];
  const ids = new Map<string, Reference & { input: boolean }>();
  inputs.forEach((input, index) => ids.set(input.name, { href: `#input_${index + 1}`, input: true }));
  const model: DmnModel = {
    id: 'model',
    name,
    namespace,
    exporter: 'Arbiter',
    imports: [],
    itemDefinitions,
    inputData: inputs.map((input, index) => ({ id: `input_${index + 1}`, name: input.name, ...(input.title === undefined ? {} : { label: input.title }), variable: variable(input.name, input, itemDefinitions) })),
    decisions: [],
    knowledgeModels: [],
    services: [],
    knowledgeSources: [],
    kept: [],
  };
  decisions.forEach((item, index) => {
    const id = `decision_${index + 1}`;
    const expression: DmnExpression = item.kind === 'calculation' ? { kind: 'literal', id: `${id}_expression`, text: item.expression } : tableOf(item.document, `${id}_table`, itemDefinitions);
    const read = new Set(textsOf(expression).flatMap(({ text, tests }) => namesIn(text, tests, [...ids.keys()])));
    const needed = [...ids].filter(([known]) => read.has(known));
    const requirement = ([known, { href }]: (typeof needed)[number]): Reference => ({ href, id: `${id}_needs_${[...ids.keys()].indexOf(known) + 1}` });
    const decision: Decision = {
      id,
      name: item.name,
      ...(item.title === undefined ? {} : { label: item.title }),
      variable: item.result ? variable(item.name, item.result, itemDefinitions) : { name: item.name },
      requiredInputs: needed.filter(([, { input }]) => input).map(requirement),
      requiredDecisions: needed.filter(([, { input }]) => !input).map(requirement),
      requiredKnowledge: [],
      requiredAuthorities: [],
      expression,
    };
    model.decisions.push(decision);
    ids.set(item.name, { href: `#${id}`, input: false });
  });
  return model;
}

function variable(name: string, spec: ValueSpec, definitions: ItemDefinition[]): InformationItem {
  const typeRef = typeOf(name, spec, definitions);
  return { name, ...(typeRef === undefined ? {} : { typeRef }) };
}

/** The name of a type that says what a specification says; made as an item definition where no built-in type does. */
function typeOf(name: string, spec: ValueSpec, definitions: ItemDefinition[]): string | undefined {
  const definition = definitionOf(`t_${name}`, spec);
  if (definition.components.length === 0 && !definition.isCollection && !definition.allowedValues) return definition.typeRef;
  let free = definition.name;
  for (let n = 2; definitions.some((other) => other.name === free); n++) free = `${definition.name}_${n}`;
  definitions.push({ ...definition, name: free });
  return free;
}

function definitionOf(name: string, spec: ValueSpec): ItemDefinition {
  if (spec.type === 'list') {
    const items = definitionOf(name, spec.items ?? { type: 'any' });
    // A list of lists needs a name for what is inside; such elements are written with the type Any.
    return items.isCollection ? { name, typeRef: 'Any', isCollection: true, components: [] } : { ...items, isCollection: true };
  }
  if (spec.type === 'object' && spec.fields && spec.fields.length > 0) return { name, isCollection: false, components: spec.fields.map((field) => ({ ...definitionOf(field.name, field), name: field.name })) };
  const typeRef = spec.type === 'any' || spec.type === 'object' ? 'Any' : spec.type === 'integer' ? 'number' : spec.type;
  const allowed = allowedOf(spec);
  return { name, typeRef, isCollection: false, components: [], ...(allowed === undefined ? {} : { allowedValues: { text: allowed } }) };
}

function allowedOf({ type, values, min, max }: ValueSpec): string | undefined {
  if (values && values.length > 0) return values.map((value) => literalOf(value, type)).join(', ');
  if (min === undefined && max === undefined) return undefined;
  const [low, high] = [min === undefined ? undefined : literalOf(min, type), max === undefined ? undefined : literalOf(max, type)];
  return low !== undefined && high !== undefined ? `[${low}..${high}]` : low !== undefined ? `>= ${low}` : `<= ${high}`;
}

function literalOf(value: string | number | boolean, type: ValueSpec['type']): string {
  if (typeof value !== 'string') return String(value);
  return type === 'string' || type === 'any' ? JSON.stringify(value) : `@${JSON.stringify(value)}`;
}

const literal = (text: string, id?: string): LiteralExpression => ({ kind: 'literal', ...(id === undefined ? {} : { id }), text });

function tableOf(document: DecisionTableDocument, id: string, definitions: ItemDefinition[]): DecisionTable {
  const single = document.outputs.length === 1;
  const typed = (name: string, type: ValueSpec['type'] | undefined): { typeRef?: string } => {
    const typeRef = type === undefined ? undefined : typeOf(name, { type }, definitions);
    return typeRef === undefined || typeRef === 'Any' ? {} : { typeRef };
  };
  return {
    kind: 'decision-table',
    id,
    hitPolicy: policies[document.hitPolicy],
    ...(document.aggregator ? { aggregation: aggregations[document.aggregator] } : {}),
    inputs: document.inputs.map(({ label, expression, type, allowed }, index) => ({
      id: `${id}_input_${index + 1}`,
      ...(label === undefined ? {} : { label }),
      expression: { ...literal(expression, `${id}_input_${index + 1}_expression`), ...typed(`input_${index + 1}`, type) },
      ...(allowed === undefined ? {} : { values: { text: allowed } }),
    })),
    outputs: document.outputs.map(({ name, label, type, values, default: fallback }, index) => ({
      id: `${id}_output_${index + 1}`,
      ...(single ? {} : { name }),
      ...(label === undefined ? {} : { label }),
      ...typed(name, type),
      ...(values && values.length > 0 ? { values: { text: values.join(', ') } } : {}),
      ...(fallback === undefined ? {} : { defaultEntry: literal(fallback) }),
    })),
    annotations: document.rules.some(({ annotation }) => annotation !== undefined) ? [{ name: 'Annotation' }] : [],
    rules: document.rules.map((rule, index) => ({
      id: `${id}_rule_${index + 1}`,
      inputs: rule.inputs.map((text, column) => ({ id: `${id}_rule_${index + 1}_test_${column + 1}`, text: text.trim() === '' ? '-' : text.trim() })),
      outputs: rule.outputs.map((text, column) => literal(text, `${id}_rule_${index + 1}_output_${column + 1}`)),
      annotations: document.rules.some(({ annotation }) => annotation !== undefined) ? [rule.annotation ?? ''] : [],
    })),
  };
}

function textsOf(expression: DmnExpression): { text: string; tests: boolean }[] {
  if (expression.kind === 'literal') return [{ text: expression.text, tests: false }];
  if (expression.kind !== 'decision-table') return [];
  return [
    ...expression.inputs.map((input) => ({ text: input.expression.text, tests: false })),
    ...expression.outputs.flatMap(({ defaultEntry }) => (defaultEntry ? [{ text: defaultEntry.text, tests: false }] : [])),
    ...expression.rules.flatMap((rule) => [...rule.inputs.map(({ text }) => ({ text, tests: true })), ...rule.outputs.map(({ text }) => ({ text, tests: false }))]),
  ];
}

/** Names that a text reads; of unreadable text, every known name that stands in it. */
function namesIn(text: string, tests: boolean, known: readonly string[]): string[] {
  const tree = parseFeel(text, { names: known, dialect: tests ? 'unary-tests' : 'expression' });
  if (!tree.ok) return known.filter((name) => text.includes(name));
  const names: string[] = [];
  const pending: FeelNode[] = [tree.value];
  while (pending.length > 0) {
    const node = pending.pop()!;
    if (node.kind === 'name') names.push(node.name);
    pending.push(...childrenOf(node));
  }
  return names;
}
