import type { FeelType } from '../feel-type.js';
import { FeelFunction } from '../values/feel-function.js';
import type { FeelContext } from './feel-context.js';
import { coerce } from './typing.js';

/** A function of the expression. Arguments are converted to the declared types; one that does not fit makes the result null. */
export function lambda(x: FeelContext, parameters: readonly { name: string; type?: FeelType }[], body: (...values: unknown[]) => unknown): FeelFunction {
  const typed = parameters.some((parameter) => parameter.type !== undefined);
  return new FeelFunction(parameters, (...values) => {
    if (values.length !== parameters.length) return null;
    const given = typed ? values.map((value, i) => (parameters[i]!.type ? coerce(value, parameters[i]!.type!) : value)) : values;
    if (typed && given.some((value, i) => value === null && values[i] !== null)) return null;
    return x.call(() => body(...given));
  });
}

/** Calls a value with arguments by place; null where it is no function or takes another number of arguments. */
export function call(callee: unknown, ...values: unknown[]): unknown {
  if (!(callee instanceof FeelFunction) || (!callee.variable && callee.parameters.length !== values.length)) return null;
  const result = callee.invoke(...values);
  return result === undefined ? null : result;
}

/** Calls a value with arguments by name; null where a name is no parameter's or one is missing. */
export function callNamed(callee: unknown, names: readonly string[], ...values: unknown[]): unknown {
  if (!(callee instanceof FeelFunction)) return null;
  const order = callee.parameters.map((parameter) => names.indexOf(parameter.name));
  if (order.includes(-1) || order.length !== names.length) return null;
  return call(callee, ...order.map((place) => values[place]));
}
