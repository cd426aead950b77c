import { aggregations, hitPolicies, type Aggregation, type DecisionTable, type DmnExpression, type ExpressionBase, type FunctionDefinition, type HitPolicy, type InformationItem, type LiteralExpression } from './dmn-model.js';
import { isDmnNamespace, isFeelNamespace } from './dmn-namespaces.js';
import { normalName, type ElementReader } from './element-reader.js';
import type { XmlElement, XmlPosition } from './read-xml.js';

type Read = (element: XmlElement, reader: ElementReader) => DmnExpression | undefined;

const readers: Readonly<Record<string, Read>> = {
  literalExpression: readLiteral,
  decisionTable: readTable,
  context: readContext,
  list: (element, reader) => ({ kind: 'list', ...base(element, reader), items: element.children.flatMap((child) => readExpression(child, reader) ?? []) }),
  relation: readRelation,
  invocation: readInvocation,
  functionDefinition: readFunction,
  conditional: readConditional,
  filter: readFilter,
  for: (element, reader) => readIterator('for', 'return', element, reader),
  some: (element, reader) => readIterator('some', 'satisfies', element, reader),
  every: (element, reader) => readIterator('every', 'satisfies', element, reader),
};

/** The expression that an element holds; undefined where the element is none, or after a fault. */
export function readExpression(element: XmlElement, reader: ElementReader): DmnExpression | undefined {
  if (!isDmnNamespace(element.namespace) || !Object.hasOwn(readers, element.name)) return undefined;
  return readers[element.name]!(element, reader);
}

/** The one expression among an element's children. */
export function readChildExpression(element: XmlElement, reader: ElementReader): DmnExpression | undefined {
  const found = element.children.filter((child) => isDmnNamespace(child.namespace) && Object.hasOwn(readers, child.name));
  if (found.length > 1) reader.fault(found[1]!.at, 'dmn-repeated-element', `<${element.name}> holds two expressions, <${found[0]!.name}> and <${found[1]!.name}>; it may hold one`);
  return found[0] && readExpression(found[0], reader);
}

function required(element: XmlElement, name: string, reader: ElementReader): DmnExpression {
  const holder = name === '' ? element : reader.first(element, name);
  const expression = holder && readChildExpression(holder, reader);
  if (!expression) reader.fault((holder ?? element).at, 'dmn-expression-missing', `<${(holder ?? element).name}> needs ${holder ? 'an expression inside' : `<${name}> with an expression inside`}`);
  return expression ?? nothing(element.at);
}

const nothing = (at: XmlPosition): LiteralExpression => ({ kind: 'literal', text: 'null', at });

function base(element: XmlElement, reader: ElementReader): ExpressionBase {
  return { ...reader.described(element), ...reader.typed(element) };
}

function readLiteral(element: XmlElement, reader: ElementReader): LiteralExpression {
  const text = reader.first(element, 'text');
  const language = element.attributes.get('expressionLanguage') ?? reader.defaultLanguage;
  if (reader.first(element, 'importedValues')) reader.fault(element.at, 'dmn-imported-values', '<importedValues> takes a value from a foreign file, which is not read; write the value itself');
  return {
    kind: 'literal',
    ...base(element, reader),
    text: text?.text ?? '',
    ...(language === undefined ? {} : { expressionLanguage: language }),
    ...(text ? { textAt: text.at } : {}),
  };
}

export function isFeel(language: string | undefined): boolean {
  return language === undefined || language.trim() === '' || /^feel$/i.test(language.trim()) || isFeelNamespace(language.trim());
}

function readTable(element: XmlElement, reader: ElementReader): DecisionTable {
  const policy = (element.attributes.get('hitPolicy') ?? 'UNIQUE').trim();
  if (!hitPolicies.includes(policy as HitPolicy)) reader.fault(element.at, 'dmn-hit-policy', `Hit policy ${JSON.stringify(policy.slice(0, 60))} is not known; known are ${hitPolicies.join(', ')}`);
  const aggregation = element.attributes.get('aggregation')?.trim();
  if (aggregation !== undefined && !aggregations.includes(aggregation as Aggregation)) reader.fault(element.at, 'dmn-aggregation', `Aggregation ${JSON.stringify(aggregation.slice(0, 60))} is not known; known are ${aggregations.join(', ')}`);
  const outputLabel = element.attributes.get('outputLabel');
  const preferredOrientation = element.attributes.get('preferredOrientation');
  const inputs = reader.all(element, 'input').map((input) => {
    const expression = reader.first(input, 'inputExpression');
    if (!expression) reader.fault(input.at, 'dmn-expression-missing', 'An <input> of a decision table needs <inputExpression>');
    const values = reader.optionalTests(input, 'inputValues');
    return { ...reader.described(input), expression: expression ? readLiteral(expression, reader) : nothing(input.at), ...(values ? { values } : {}) };
  });
  const outputs = reader.all(element, 'output').map((output) => {
    const values = reader.optionalTests(output, 'outputValues');
    const fallback = reader.first(output, 'defaultOutputEntry');
    const name = output.attributes.get('name');
    return {
      ...reader.described(output),
      ...(name === undefined ? {} : { name: normalName(name) }),
      ...reader.typed(output),
      ...(values ? { values } : {}),
      ...(fallback ? { defaultEntry: readLiteral(fallback, reader) } : {}),
    };
  });
  if (outputs.length === 0) reader.fault(element.at, 'dmn-output-missing', 'The decision table has no <output>; it needs one or more');
  const rules = reader.all(element, 'rule').map((rule) => {
    const tests = reader.all(rule, 'inputEntry').map((entry) => ({ ...(entry.attributes.has('id') ? { id: entry.attributes.get('id')! } : {}), ...reader.unaryTests(entry) }));
    const results = reader.all(rule, 'outputEntry').map((entry) => readLiteral(entry, reader));
    if (tests.length !== inputs.length) reader.fault(rule.at, 'dmn-rule-width', `The rule has ${tests.length} input entries, but the table has ${inputs.length} inputs`);
    if (results.length !== outputs.length) reader.fault(rule.at, 'dmn-rule-width', `The rule has ${results.length} output entries, but the table has ${outputs.length} outputs`);
    return { ...reader.described(rule), inputs: tests, outputs: results, annotations: reader.all(rule, 'annotationEntry').map((entry) => reader.text(entry, 'text') ?? '') };
  });
  return {
    kind: 'decision-table',
    ...base(element, reader),
    hitPolicy: policy as HitPolicy,
    ...(aggregation === undefined ? {} : { aggregation: aggregation as Aggregation }),
    ...(outputLabel === undefined ? {} : { outputLabel }),
    ...(preferredOrientation === undefined ? {} : { preferredOrientation }),
    inputs,
    outputs,
    annotations: reader.all(element, 'annotation').map((annotation) => ({ name: annotation.attributes.get('name') ?? '' })),
    rules,
  };
}

function readContext(element: XmlElement, reader: ElementReader): DmnExpression {
  const entries = reader.all(element, 'contextEntry').map((entry) => {
    const variable = reader.first(entry, 'variable');
    const id = entry.attributes.get('id');
    return { ...(id === undefined ? {} : { id }), ...(variable ? { variable: reader.informationItem(variable) } : {}), expression: required(entry, '', reader), at: entry.at };
  });
  entries.forEach((entry, index) => {
    if (!entry.variable && index < entries.length - 1) reader.fault(entry.at, 'dmn-context-result', 'Only the last entry of a context may stand without a <variable>: it is the result');
  });
  return { kind: 'context', ...base(element, reader), entries };
}

function readRelation(element: XmlElement, reader: ElementReader): DmnExpression {
  const columns = reader.all(element, 'column').map((column) => reader.informationItem(column));
  const rows = reader.all(element, 'row').map((row) => {
    const cells = row.children.flatMap((child) => readExpression(child, reader) ?? []);
    if (cells.length !== columns.length) reader.fault(row.at, 'dmn-row-width', `The row has ${cells.length} cells, but the relation has ${columns.length} columns`);
    const id = row.attributes.get('id');
    return { ...(id === undefined ? {} : { id }), cells, at: row.at };
  });
  return { kind: 'relation', ...base(element, reader), columns, rows };
}

function readInvocation(element: XmlElement, reader: ElementReader): DmnExpression {
  const bindings = reader.all(element, 'binding').flatMap((binding) => {
    const parameter = reader.first(binding, 'parameter');
    if (!parameter) {
      reader.fault(binding.at, 'dmn-parameter-missing', 'A <binding> needs a <parameter> with the name of the parameter');
      return [];
    }
    const expression = readChildExpression(binding, reader);
    return [{ parameter: reader.informationItem(parameter), ...(expression ? { expression } : {}) }];
  });
  return { kind: 'invocation', ...base(element, reader), called: required(element, '', reader), bindings };
}

export function readFunction(element: XmlElement, reader: ElementReader): FunctionDefinition {
  const language = (element.attributes.get('kind') ?? 'FEEL').trim();
  if (!['FEEL', 'Java', 'PMML'].includes(language)) reader.fault(element.at, 'dmn-function-kind', `The function's kind is ${JSON.stringify(language.slice(0, 60))}; known are FEEL, Java and PMML`);
  const parameters: InformationItem[] = reader.all(element, 'formalParameter').map((parameter) => reader.informationItem(parameter));
  const body = readChildExpression(element, reader);
  return { kind: 'function', ...base(element, reader), language: language as FunctionDefinition['language'], parameters, ...(body ? { body } : {}) };
}

function readConditional(element: XmlElement, reader: ElementReader): DmnExpression {
  return { kind: 'conditional', ...base(element, reader), if: required(element, 'if', reader), then: required(element, 'then', reader), else: required(element, 'else', reader) };
}

function readFilter(element: XmlElement, reader: ElementReader): DmnExpression {
  return { kind: 'filter', ...base(element, reader), in: required(element, 'in', reader), match: required(element, 'match', reader) };
}

function readIterator(kind: 'for' | 'some' | 'every', bodyName: string, element: XmlElement, reader: ElementReader): DmnExpression {
  const variable = normalName(element.attributes.get('iteratorVariable') ?? '');
  if (variable === '') reader.fault(element.at, 'dmn-name-missing', `<${element.name}> has no iteratorVariable; give it the name of the element`);
  return { kind, ...base(element, reader), variable, in: required(element, 'in', reader), body: required(element, bodyName, reader) };
}
