import type { JsonModel } from '@arbiter/contracts';

/** A checked model as a JavaScript expression over the runtime `R`; its value is a ModelScorer. The model stands in it as data. */
export function printModel(model: JsonModel): string {
  // U+2028 and U+2029 end a line in old readers of JavaScript.
  return `R.modelScorer(${JSON.stringify(model).replace(/\u2028/g, '\\u2028').replace(/\u2029/g, '\\u2029')})`;
}
