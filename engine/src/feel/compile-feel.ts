import type { Result } from '@arbiter/contracts';
import { functionFromCode } from '../rule-set/function-from-code.js';
import type { FeelValue } from './feel-type.js';
import type { FeelFault } from './parse/feel-fault.js';
import { literal } from './print-javascript/literal.js';
import { printFeelCondition, printFeelJavaScript } from './print-javascript/print-feel-javascript.js';
import { makeFeelContext, type FeelContext } from './runtime/feel-context.js';
import { feelRuntime } from './runtime/feel-runtime.js';
import { checkFeel, type CheckOptions } from './types/check-feel.js';

export type FeelProgram<T = FeelValue> = (facts: Readonly<Record<string, FeelValue>>, x?: FeelContext) => T;

/** JavaScript that reads an own entry of the facts; null where there is none. */
export function readFact(name: string): string {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && !(name in Object.prototype) ? `(facts.${name} ?? null)` : `R.own(facts, ${literal(name)})`;
}

/**
 * Checks, prints and makes a function of an expression. The facts are values of FEEL by name; without a context of its own an evaluation sees
 * the start of 1970 in UTC and has the default caps.
 */
export function compileFeel(source: string, options: CheckOptions): Result<FeelProgram, FeelFault[]> {
  return compile(source, options, printFeelJavaScript);
}

/** As `compileFeel`, with a plain boolean: true only where the value is true. */
export function compileFeelCondition(source: string, options: CheckOptions): Result<FeelProgram<boolean>, FeelFault[]> {
  return compile(source, options, printFeelCondition) as Result<FeelProgram<boolean>, FeelFault[]>;
}

function compile(source: string, options: CheckOptions, print: typeof printFeelJavaScript): Result<FeelProgram, FeelFault[]> {
  const checked = checkFeel(source, options);
  if (!checked.ok) return checked;
  const code = print(checked.value, { read: readFact });
  const run = functionFromCode<(facts: Readonly<Record<string, FeelValue>>, x: FeelContext) => FeelValue>(['R'], `return (facts, x) => ${code};`, feelRuntime);
  return { ok: true, value: (facts, x = makeFeelContext({ nowMs: 0 })) => run(facts, x) };
}
