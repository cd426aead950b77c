import type { FeelType } from '../feel-type.js';
import { manyTimes, type BuiltinParameter, type BuiltinSignature } from './builtin-signatures.js';
import { typeText } from './is-assignable.js';
import { hasOrder } from './type-parts.js';

/** Places of arguments given by name, one order for each overload that has exactly these names. */
export function orderByNames(signature: Pick<BuiltinSignature, 'overloads'>, names: readonly string[]): number[][] {
  const orders: number[][] = [];
  for (const parameters of signature.overloads) {
    const order = parameters.map((parameter) => names.indexOf(parameter.name));
    while (order.at(-1) === -1) order.pop();
    if (order.length === names.length && !order.includes(-1)) orders.push(order);
  }
  return orders;
}

function fits(type: FeelType, { kind }: BuiltinParameter): boolean {
  if (type.kind === 'any' || type.kind === 'null' || kind === 'any' || kind === 'list') return true;
  return kind === 'comparable' ? hasOrder(type) : type.kind === kind;
}

/** What is wrong with the arguments of a built-in function, in words; null where they can fit. */
export function callProblem(signature: BuiltinSignature, given: readonly FeelType[], names?: readonly string[]): string | null {
  const expected = signature.overloads.map((overload) => `${signature.name}(${overload.map((p) => `${p.name}${p.optional ? '?' : ''}: ${p.kind}`).join(', ')})`).join(' or ');
  if (names) {
    const orders = orderByNames(signature, names);
    if (orders.length === 0) return `"${signature.name}" has no parameters ${names.map((name) => `"${name}"`).join(', ')}; it is called as ${expected}.`;
    return orders.some((order) => signature.overloads.some((overload) => order.every((place, i) => overload[i] !== undefined && fits(given[place]!, overload[i]!)))) ? null : `The arguments are ${given.map(typeText).join(', ')}; "${signature.name}" is called as ${expected}.`;
  }
  if (signature.spread) return given.length === 0 ? `"${signature.name}" needs a list or at least one value.` : null;
  const many = manyTimes.has(signature.name);
  const fitting = signature.overloads.some((overload) => {
    if (given.length > overload.length && !many) return false;
    if (overload.some((parameter, i) => i >= given.length && !parameter.optional)) return false;
    return given.every((type, i) => fits(type, overload[Math.min(i, overload.length - 1)]!));
  });
  return fitting ? null : `The arguments are (${given.map(typeText).join(', ')}); "${signature.name}" is called as ${expected}.`;
}
