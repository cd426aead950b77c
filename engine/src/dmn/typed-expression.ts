import type { FeelScope } from '../feel/feel-type.js';
import { anyFeel, type CompiledExpression, type ExpressionCompiler, type Run } from './compiled-expression.js';
import type { InformationItem, LiteralExpression } from './dmn-model.js';
import { anyType, conform, type DmnType } from './dmn-type.js';
import { isFeel } from './read-expression.js';

/** Holds the value to the type that an expression or a variable declares. */
export function typed(compiled: CompiledExpression, item: { typeRef?: string; at?: InformationItem['at'] }, compiler: ExpressionCompiler): CompiledExpression {
  return conforming(compiled, compiler.typeOf(item), compiler.where);
}

export function conforming(compiled: CompiledExpression, type: DmnType, where: string): CompiledExpression {
  if (type === anyType) return compiled;
  const run: Run = (facts, call) => {
    const value = compiled.run(facts, call);
    const result = conform(value, type);
    if (result === null && value !== null) call.note(`${where}: the value is not of the type ${JSON.stringify(type.name)} and became null`);
    return result;
  };
  return { run, type: type.feel };
}

export function compileLiteral(expression: LiteralExpression, scope: FeelScope, compiler: ExpressionCompiler): CompiledExpression {
  if (!isFeel(expression.expressionLanguage)) {
    compiler.fault(expression.at, 'dmn-expression-language', `${compiler.where} is written in ${JSON.stringify(expression.expressionLanguage)}; only FEEL is evaluated`);
    return { run: () => null, type: anyFeel };
  }
  return compiler.feel(expression.text, expression.textAt ?? expression.at, scope);
}
