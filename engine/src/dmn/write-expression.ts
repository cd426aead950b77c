import type { DecisionTable, DmnExpression, ExpressionBase, FunctionDefinition, InformationItem, LiteralExpression, Named, UnaryTests } from './dmn-model.js';
import type { Attributes, XmlWriter } from './xml-writer.js';

const names: Readonly<Record<DmnExpression['kind'], string>> = {
  literal: 'literalExpression',
  'decision-table': 'decisionTable',
  context: 'context',
  list: 'list',
  relation: 'relation',
  invocation: 'invocation',
  function: 'functionDefinition',
  conditional: 'conditional',
  filter: 'filter',
  for: 'for',
  some: 'some',
  every: 'every',
};

export function description(item: { description?: string }, out: XmlWriter): void {
  if (item.description !== undefined) out.text('description', item.description);
}

export function writeItem(element: string, item: InformationItem, out: XmlWriter): void {
  out.element(element, { id: item.id, name: item.name, label: item.label, typeRef: item.typeRef }, item.description === undefined ? undefined : () => description(item, out));
}

export const namedAttributes = ({ id, name, label }: Named): Attributes => ({ id, name, label });
const base = ({ id, label, typeRef }: ExpressionBase): Attributes => ({ id, label, typeRef });

/** Writes an expression as an element of DMN 1.5. */
export function writeExpression(expression: DmnExpression, out: XmlWriter): void {
  const name = names[expression.kind];
  const inside = (attributes: Attributes, write: () => void) =>
    out.element(name, { ...base(expression), ...attributes }, () => {
      description(expression, out);
      write();
    });
  const child = (element: string, value: DmnExpression) => out.element(element, {}, () => writeExpression(value, out));
  switch (expression.kind) {
    case 'literal':
      return writeLiteral(name, expression, out);
    case 'decision-table':
      return inside({ hitPolicy: expression.hitPolicy, aggregation: expression.aggregation, preferredOrientation: expression.preferredOrientation, outputLabel: expression.outputLabel }, () => writeTable(expression, out));
    case 'context':
      return inside({}, () =>
        expression.entries.forEach((entry) =>
          out.element('contextEntry', { id: entry.id }, () => {
            if (entry.variable) writeItem('variable', entry.variable, out);
            writeExpression(entry.expression, out);
          }),
        ),
      );
    case 'list':
      return inside({}, () => expression.items.forEach((item) => writeExpression(item, out)));
    case 'relation':
      return inside({}, () => {
        expression.columns.forEach((column) => writeItem('column', column, out));
        expression.rows.forEach((row) => out.element('row', { id: row.id }, () => row.cells.forEach((cell) => writeExpression(cell, out))));
      });
    case 'invocation':
      return inside({}, () => {
        writeExpression(expression.called, out);
        for (const { parameter, expression: value } of expression.bindings) {
          out.element('binding', {}, () => {
            writeItem('parameter', parameter, out);
            if (value) writeExpression(value, out);
          });
        }
      });
    case 'function':
      return writeFunction(name, expression, out);
    case 'conditional':
      return inside({}, () => {
        child('if', expression.if);
        child('then', expression.then);
        child('else', expression.else);
      });
    case 'filter':
      return inside({}, () => {
        child('in', expression.in);
        child('match', expression.match);
      });
    default:
      return inside({ iteratorVariable: expression.variable }, () => {
        child('in', expression.in);
        child(expression.kind === 'for' ? 'return' : 'satisfies', expression.body);
      });
  }
}

function writeLiteral(element: string, literal: LiteralExpression, out: XmlWriter): void {
  out.element(element, { ...base(literal), expressionLanguage: literal.expressionLanguage }, () => {
    description(literal, out);
    out.text('text', literal.text);
  });
}

export function writeFunction(element: string, definition: FunctionDefinition, out: XmlWriter): void {
  out.element(element, { ...base(definition), kind: definition.language === 'FEEL' ? undefined : definition.language }, () => {
    description(definition, out);
    definition.parameters.forEach((parameter) => writeItem('formalParameter', parameter, out));
    if (definition.body) writeExpression(definition.body, out);
  });
}

export function writeTests(element: string, tests: (UnaryTests & { id?: string }) | undefined, out: XmlWriter): void {
  if (tests) out.element(element, { id: tests.id, expressionLanguage: tests.expressionLanguage }, () => out.text('text', tests.text));
}

function writeTable(table: DecisionTable, out: XmlWriter): void {
  for (const input of table.inputs) {
    out.element('input', { id: input.id, label: input.label }, () => {
      description(input, out);
      writeLiteral('inputExpression', input.expression, out);
      writeTests('inputValues', input.values, out);
    });
  }
  for (const output of table.outputs) {
    out.element('output', { id: output.id, label: output.label, name: output.name, typeRef: output.typeRef }, () => {
      description(output, out);
      writeTests('outputValues', output.values, out);
      if (output.defaultEntry) writeLiteral('defaultOutputEntry', output.defaultEntry, out);
    });
  }
  for (const { name } of table.annotations) out.element('annotation', { name });
  for (const rule of table.rules) {
    out.element('rule', { id: rule.id }, () => {
      description(rule, out);
      for (const test of rule.inputs) writeTests('inputEntry', test, out);
      for (const output of rule.outputs) writeLiteral('outputEntry', output, out);
      for (const text of rule.annotations) out.element('annotationEntry', {}, () => out.text('text', text));
    });
  }
}
