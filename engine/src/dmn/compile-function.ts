import type { FeelScope, FeelType } from '../feel/feel-type.js';
import { FeelFunction } from '../feel/values/feel-function.js';
import { anyFeel, factsWith, scopeWith, type Call, type CompiledExpression, type ExpressionCompiler, type Facts, type Run } from './compiled-expression.js';
import { typed } from './typed-expression.js';
import { conform, type DmnType } from './dmn-type.js';
import type { FunctionDefinition, InvocationExpression } from './dmn-model.js';

export interface Parameter { name: string; type: DmnType }

/**
 * A function over typed parameters. An argument that does not conform to its parameter's type makes the result null, and the function is
 * not called (DMN 10.3.2.9.4).
 */
export function makeFunction(where: string, parameters: readonly Parameter[], call: Call, result: FeelType, body: (values: unknown[]) => unknown): FeelFunction {
  const invoke = (...given: unknown[]): unknown => {
    const values: unknown[] = [];
    for (const [index, { name, type }] of parameters.entries()) {
      const value = given[index] ?? null;
      const conforming = conform(value, type);
      if (conforming === null && value !== null) {
        call.note(`${where}: the argument ${JSON.stringify(name)} is not of the type ${JSON.stringify(type.name)}, so the result is null`);
        return null;
      }
      values.push(conforming);
    }
    return call.x.call(() => body(values));
  };
  return new FeelFunction(parameters.map(({ name, type }) => ({ name, type: type.feel })), invoke, result);
}

/** A function definition; evaluated, it is a function that remembers the names around it. */
export function compileFunction(expression: FunctionDefinition, scope: FeelScope, compiler: ExpressionCompiler): CompiledExpression {
  if (expression.language !== 'FEEL') {
    compiler.fault(expression.at, 'dmn-external-function', `${compiler.where} holds a function of the kind ${expression.language}, which runs code outside of the model and is refused; write its body in FEEL`);
    return { run: () => null, type: anyFeel };
  }
  const { where } = compiler;
  const parameters = expression.parameters.map((parameter): Parameter => ({ name: parameter.name, type: compiler.typeOf(parameter) }));
  if (!expression.body) {
    compiler.fault(expression.at, 'dmn-expression-missing', `${where} holds a function without a body, which is always null`);
    return { run: () => null, type: anyFeel };
  }
  const body = compiler.compile(expression.body, scopeWith(scope, parameters.map(({ name, type }) => [name, type.feel])));
  const run: Run = (facts, call) => makeFunction(where, parameters, call, body.type, (values) => body.run(factsWith(facts, parameters.map(({ name }, index) => [name, values[index]])), call));
  return { run, type: { kind: 'function', parameters: parameters.map(({ name, type }) => ({ name, type: type.feel })), result: body.type } };
}

/** A call with arguments by name. */
export function compileInvocation(expression: InvocationExpression, scope: FeelScope, compiler: ExpressionCompiler): CompiledExpression {
  const called = compiler.compile(expression.called, scope);
  const bindings = expression.bindings.map(({ parameter, expression: value }) => ({ name: parameter.name, value: value && typed(compiler.compile(value, scope), parameter, compiler) }));
  const { where } = compiler;
  const run = (facts: Facts, call: Call): unknown => {
    const target = called.run(facts, call);
    if (!(target instanceof FeelFunction)) {
      call.note(`${where}: what is invoked is no function, so the result is null`);
      return null;
    }
    const given = new Map(bindings.map(({ name, value }) => [name, value ? value.run(facts, call) : null]));
    const known = new Set(target.parameters.map(({ name }) => name));
    const unknown = [...given.keys()].find((name) => !known.has(name));
    if (unknown !== undefined) {
      call.note(`${where}: the invoked function has no parameter ${JSON.stringify(unknown)}, so the result is null`);
      return null;
    }
    return target.invoke(...target.parameters.map(({ name }) => given.get(name) ?? null));
  };
  return { run, type: called.type.kind === 'function' ? called.type.result : anyFeel };
}
