import type { CheckedFeel } from '../types/check-feel.js';
import { JavaScriptPrinter } from './javascript-printer.js';

export interface JavaScriptNames {
  /** The present value of a name as a JavaScript expression, cheap and without effects; of unary tests, that of `?`. */
  read(name: string): string;
}

/** One JavaScript expression over the runtime object `R` and the evaluation's context `x`; its value is a value of FEEL. */
export function printFeelJavaScript(checked: CheckedFeel, names: JavaScriptNames): string {
  return new JavaScriptPrinter(checked, names).value(checked.tree);
}

/** As a JavaScript boolean: true only where the value is true. */
export function printFeelCondition(checked: CheckedFeel, names: JavaScriptNames): string {
  return new JavaScriptPrinter(checked, names).isTrue(checked.tree);
}
