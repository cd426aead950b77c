import type { Fault } from '@arbiter/contracts';
import { ruleSetLimits } from './rule-set-limits.js';
import type { BaseOperator, Decorator, ValueNode } from './tree.js';

/** Appends to a JSON pointer. */
export const pointer = (path: string, key: string | number): string => `${path}/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`;

export const isPlainObject = (value: unknown): value is Record<string, unknown> => value !== null && typeof value === 'object' && !Array.isArray(value);

/** What a value is, in words for a message. */
export const kindOf = (value: unknown): string => (value === null ? 'null' : Array.isArray(value) ? 'a list' : typeof value === 'object' ? 'an object' : `a ${typeof value}`);

/** Counts what has been seen and gathers faults, so that a huge document ends early and a faulty one does not end in a flood. */
export class Findings {
  readonly faults: Fault[] = [];
  private elements = 0;

  add(path: string, code: string, message: string): void {
    if (this.faults.length < ruleSetLimits.faults) this.faults.push({ path, code, message });
  }

  /** Counts one element; false once there are too many. */
  count(path: string): boolean {
    this.elements += 1;
    if (this.elements === ruleSetLimits.elements + 1) this.add(path, 'too-large', `The rule set holds more than ${ruleSetLimits.elements} elements; split it`);
    return this.elements <= ruleSetLimits.elements;
  }
}

/** Looks through a literal (a value, params) for what no rule set may carry. */
export function checkLiteral(value: unknown, path: string, findings: Findings, depth = 0): void {
  if (!findings.count(path)) return;
  if (depth > ruleSetLimits.literalDepth) {
    findings.add(path, 'too-deep', `The value is nested deeper than ${ruleSetLimits.literalDepth} levels`);
    return;
  }
  if (Array.isArray(value)) value.forEach((child, index) => checkLiteral(child, pointer(path, index), findings, depth + 1));
  else if (isPlainObject(value)) {
    for (const key of Object.keys(value)) {
      if (key === '__proto__') findings.add(pointer(path, key), 'forbidden-key', 'The key "__proto__" is not allowed; rename it');
      else checkLiteral(value[key], pointer(path, key), findings, depth + 1);
    }
  } else if (typeof value === 'number' ? !Number.isFinite(value) : value === undefined || typeof value === 'function' || typeof value === 'bigint' || typeof value === 'symbol') {
    findings.add(path, 'wrong-type', `The value is ${value === undefined ? 'undefined' : kindOf(value)}, which JSON cannot hold`);
  }
}

/**
 * Whether a literal value fits the operator: `in` and `notIn` look inside a list or a text, `someValue` and `everyValue` inside a list.
 * json-rules-engine finds this out at the first evaluation, by an exception.
 */
export function misfitOf(value: ValueNode, decorators: readonly Decorator[], operator: BaseOperator): string | undefined {
  return misfit(undefined, value.kind === 'literal' ? { value: value.value } : undefined, decorators, 0, operator);
}

type Known = { value: unknown } | undefined;

function misfit(left: Known, right: Known, decorators: readonly Decorator[], at: number, operator: BaseOperator): string | undefined {
  const decorator = decorators[at];
  if (decorator === undefined) {
    if ((operator === 'in' || operator === 'notIn') && right && typeof right.value !== 'string' && !Array.isArray(right.value)) return `"${operator}" needs a list or a text, not ${kindOf(right.value)}`;
    return undefined;
  }
  if (decorator === 'not') return misfit(left, right, decorators, at + 1, operator);
  if (decorator === 'swap') return misfit(right, left, decorators, at + 1, operator);
  if (decorator === 'someFact' || decorator === 'everyFact') return misfit(undefined, right, decorators, at + 1, operator);
  if (!right) return misfit(left, undefined, decorators, at + 1, operator);
  if (!Array.isArray(right.value)) return `"${decorator}" needs a list, not ${kindOf(right.value)}`;
  for (const element of right.value) {
    const found = misfit(left, { value: element }, decorators, at + 1, operator);
    if (found) return found;
  }
  return undefined;
}
