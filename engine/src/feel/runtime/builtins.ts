import { parseRangeText } from './range-text.js';
import { builtinSignatures, manyTimes, type BuiltinParameter, type BuiltinSignature } from '../types/builtin-signatures.js';
import { orderByNames } from '../types/check-call.js';
import { FeelFunction } from '../values/feel-function.js';
import * as comparing from './comparing.js';
import * as contexts from './context-functions.js';
import { work } from './feel-context.js';
import { isContext } from './kinds.js';
import * as lists from './list-functions.js';
import * as numbers from './number-functions.js';
import * as ranges from './range-functions.js';
import * as strings from './string-functions.js';
import * as temporals from './temporal-functions.js';
import { conforms } from './typing.js';

type Implementation = (...values: never[]) => unknown;
const { now, today } = temporals;
const implementations: Readonly<Record<string, Implementation>> = {
  ...lists, ...numbers, ...ranges, ...strings, ...temporals, ...contexts,
  not: comparing.not, is: (a: unknown = null, b: unknown = null) => comparing.is(a, b), rangeOf: parseRangeText,
};

const refused = Symbol('refused');

/** The argument as its parameter takes it, with the conversions between a list of one and its element; `refused` where it does not fit. */
function argument(value: unknown, { kind, nullable }: BuiltinParameter): unknown {
  if (value === null) return nullable ? null : refused;
  switch (kind) {
    case 'any':
      return value;
    case 'list':
      if (!Array.isArray(value)) return [value];
      work(value.length);
      return value;
    case 'number': case 'string': case 'boolean':
      if (typeof value === kind) {
        if (typeof value === 'string') work(value.length >> 2);
        return value;
      }
      break;
    case 'comparable':
      return comparing.compare(value, value) === null ? refused : value;
    case 'context':
      if (isContext(value)) return value;
      break;
    case 'function':
      return value instanceof FeelFunction ? value : refused;
    default:
      if (conforms(value, kind === 'range' ? { kind, of: { kind: 'any' } } : ({ kind } as { kind: 'date' }))) return value;
  }
  return Array.isArray(value) && value.length === 1 && !Array.isArray(value[0]) ? argument(value[0], { kind, nullable: false, name: '', optional: false }) : refused;
}

/** A function that checks and converts what it is given, and is null where that does not fit. */
function checked(signature: BuiltinSignature): (...values: unknown[]) => unknown {
  const run = implementations[signature.key] as (...values: unknown[]) => unknown;
  if (signature.spread) {
    return (...values) => {
      if (values.length === 0) return null;
      if (values.length > 1) return run(values);
      const [value] = values;
      if (value === null) return null;
      if (!Array.isArray(value)) return run([value]);
      work(value.length);
      return run(value);
    };
  }
  if (manyTimes.has(signature.name)) {
    const parameters = signature.overloads[0]!;
    return (...values) => {
      if (values.length < parameters.length) return null;
      const given = values.map((value, i) => argument(value, parameters[Math.min(i, parameters.length - 1)]!));
      return given.includes(refused) ? null : run(...given);
    };
  }
  const single = signature.overloads.length === 1 ? signature.overloads[0]! : null;
  const first = single?.[0];
  if (single?.length === 1 && first) {
    return (...values) => {
      if (values.length !== 1) return values.length === 0 && first.optional ? run() : null;
      const value = argument(values[0], first);
      return value === refused ? null : run(value);
    };
  }
  const second = single?.[1];
  if (single?.length === 2 && first && second) {
    return (a?: unknown, b?: unknown, ...more: unknown[]) => {
      if (a === undefined || more.length > 0) return a === undefined && first.optional ? run() : null;
      const one = argument(a, first);
      if (b === undefined) return one === refused || !second.optional ? null : run(one);
      const two = argument(b, second);
      return one === refused || two === refused ? null : run(one, two);
    };
  }
  return (...values) => invoke(signature.overloads, run, values);
}

function invoke(overloads: BuiltinSignature['overloads'], run: (...values: unknown[]) => unknown, values: readonly unknown[]): unknown {
  for (const parameters of overloads) {
    if (values.length > parameters.length || parameters.some((parameter, i) => i >= values.length && !parameter.optional)) continue;
    const given = values.map((value, i) => argument(value, parameters[i]!));
    if (!given.includes(refused)) return run(...given);
  }
  return null;
}

/** A built-in function of several forms with its arguments by name. */
export function named(name: string, names: readonly string[], ...values: unknown[]): unknown {
  const signature = builtinSignatures.get(name);
  if (!signature) return null;
  for (const overload of signature.overloads) {
    const [order] = orderByNames({ overloads: [overload] }, names);
    const answer = order ? invoke([overload], implementations[signature.key] as (...values: unknown[]) => unknown, order.map((place) => values[place])) : null;
    if (answer !== null) return answer;
  }
  return null;
}

/** Built-in functions by key, each with its own checks; `now` and `today` take the context. */
export const builtinFunctions: Readonly<Record<string, (...values: never[]) => unknown>> = Object.freeze({
  ...Object.fromEntries([...builtinSignatures.values()].filter(({ key }) => key !== 'now' && key !== 'today').map((signature) => [signature.key, checked(signature)])),
  now, today,
});

/** A built-in function as a value. */
export function builtin(name: string): FeelFunction | null {
  const signature = builtinSignatures.get(name);
  if (!signature || name === 'now' || name === 'today') return null;
  const parameters = signature.overloads.find((overload) => overload.length > 0) ?? [];
  return new FeelFunction(parameters.map((parameter) => ({ name: parameter.name })), builtinFunctions[signature.key] as (...values: unknown[]) => unknown, { kind: 'any' }, true);
}
