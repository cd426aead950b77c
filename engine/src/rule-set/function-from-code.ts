/**
 * Makes a function of generated code. The only place that does: the code is printed from validated trees, with every
 * literal through JSON.stringify and every name passed in as data.
 */
export function functionFromCode<F>(parameters: readonly string[], body: string, ...values: unknown[]): F {
  const make = new Function(...parameters, `"use strict";\n${body}`) as (...values: unknown[]) => F;
  return make(...values);
}
