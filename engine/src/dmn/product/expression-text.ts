import type { DmnExpression } from '../dmn-model.js';
import { isFeel } from '../read-expression.js';

/** Why a boxed expression has no single text. */
export class NoText extends Error {
  constructor(readonly expression: DmnExpression, message: string) {
    super(message);
  }
}

const quoted = (name: string): string => JSON.stringify(name);

/**
 * A boxed expression as one text of FEEL with the same value, types aside. Throws NoText for decision tables, which have no text, for other
 * languages and for functions of other kinds.
 */
export function expressionText(expression: DmnExpression): string {
  switch (expression.kind) {
    case 'literal':
      if (!isFeel(expression.expressionLanguage)) throw new NoText(expression, `it is written in ${JSON.stringify(expression.expressionLanguage)}`);
      return expression.text.trim() === '' ? 'null' : expression.text.trim();
    case 'decision-table':
      throw new NoText(expression, 'a decision table inside of another expression has no text');
    case 'context': {
      const used = new Set(expression.entries.map(({ variable }) => variable?.name));
      let result = 'result';
      for (let n = 2; used.has(result); n++) result = `result_${n}`;
      const entries = expression.entries.map(({ variable, expression: value }) => `${quoted(variable?.name ?? result)}: ${expressionText(value)}`);
      const text = `{${entries.join(', ')}}`;
      return expression.entries.some(({ variable }) => !variable) ? `${text}.${result}` : text;
    }
    case 'list':
      return `[${expression.items.map(expressionText).join(', ')}]`;
    case 'relation':
      return `[${expression.rows.map(({ cells }) => `{${expression.columns.map(({ name }, index) => `${quoted(name)}: ${cells[index] ? expressionText(cells[index]) : 'null'}`).join(', ')}}`).join(', ')}]`;
    case 'conditional':
      return `if ${inner(expression.if)} then ${inner(expression.then)} else ${inner(expression.else)}`;
    case 'filter':
      return `(${expressionText(expression.in)})[${expressionText(expression.match)}]`;
    case 'for':
      return `for ${expression.variable} in ${inner(expression.in)} return ${inner(expression.body)}`;
    case 'some':
    case 'every':
      return `${expression.kind} ${expression.variable} in ${inner(expression.in)} satisfies ${inner(expression.body)}`;
    case 'invocation':
      return `${expressionText(expression.called)}(${expression.bindings.map(({ parameter, expression: value }) => `${parameter.name}: ${value ? expressionText(value) : 'null'}`).join(', ')})`;
    case 'function':
      if (expression.language !== 'FEEL') throw new NoText(expression, `it holds a function of the kind ${expression.language}`);
      if (!expression.body) throw new NoText(expression, 'it holds a function without a body');
      return `function(${expression.parameters.map(({ name }) => name).join(', ')}) ${expressionText(expression.body)}`;
  }
}

/** In parentheses where it is more than a name or a literal. */
function inner(expression: DmnExpression): string {
  const text = expressionText(expression);
  return expression.kind === 'literal' && !/\s/.test(text) ? text : `(${text})`;
}
