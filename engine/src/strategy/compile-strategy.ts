import type { Result, StrategyDocument } from '@arbiter/contracts';
import { functionFromCode } from '../rule-set/function-from-code.js';
import { R, type Runtime } from '../runtime/runtime.js';
import type { Evaluate } from '../runtime/strategy-runtime.js';
import { inputSchemaOf, outputSchemaOf } from '../strategy-data-model/index.js';
import { checkStrategy, type CheckedStrategy, type CheckOptions } from './check-strategy.js';
import type { CodePlace, CompiledStrategy, EvaluationContext } from './compiled-strategy.js';
import { ModulePrinter } from './module-printer.js';
import { oneLine } from './node-in-words.js';
import type { Dependencies } from './node-kind.js';
import { PathTexts } from './path-texts.js';
import { StrategyPrinter } from './strategy-printer.js';

/** Checks a strategy and compiles it to one function. */
export function compileStrategy(document: unknown, dependencies: Dependencies, options: CheckOptions = {}): Result<CompiledStrategy> {
  const checked = checkStrategy(document, dependencies, options);
  return checked.ok ? { ok: true, value: compileChecked(checked.value, dependencies) } : checked;
}

/** Compiles what was checked with the same dependencies. The traced form is made when it is first asked for. */
export function compileChecked(checked: CheckedStrategy, dependencies: Dependencies): CompiledStrategy {
  const { document } = checked;
  const { limits } = document;
  const { code, ways, places } = printParts(document, dependencies, false);
  const paths = new PathTexts(ways);
  const evaluate = load(code);
  let traced: Evaluate | undefined;
  return {
    document,
    waits: checked.waits,
    code,
    places,
    references: checked.references,
    inputSchema: inputSchemaOf(document.dataModel),
    outputSchema: outputSchemaOf(document.dataModel),
    evaluate(input: unknown, context: EvaluationContext) {
      if (checked.waits) throw new Error('This strategy has nodes that wait: call evaluateAsync');
      return R.runStrategy(evaluate, input, context, limits);
    },
    evaluateAsync: (input, context) => R.runStrategyAsync(evaluate, input, context, limits),
    pathOf: (way, failure) => paths.of(way, failure),
    evaluateTraced(input, context) {
      traced ??= load(printStrategy(document, dependencies, true));
      return R.runStrategyTraced(traced, input, context, limits);
    },
  };
}

const load = (code: string): Evaluate => functionFromCode<(runtime: Runtime) => Evaluate>(['R'], `${code}\nreturn evaluate;`, R) as unknown as Evaluate;

/** A checked strategy as the text of a JavaScript module over the runtime `R`, which defines `evaluate(input, run)`. */
export function printStrategy(document: StrategyDocument, dependencies: Dependencies, traced: boolean): string {
  return printParts(document, dependencies, traced).code;
}

function printParts(document: StrategyDocument, dependencies: Dependencies, traced: boolean): { code: string; ways: readonly string[]; places: CodePlace[] } {
  const module = new ModulePrinter(dependencies, traced, (...parts) => new StrategyPrinter(...parts));
  const printer = new StrategyPrinter(module, document, '', 'the strategy', null);
  printer.printMain();
  const about = document.description ? `\n// ${oneLine(document.description, 200)}` : '';
  const head = `// A strategy compiled by Arbiter.${about}
// R is the runtime, s the state (every name of the data model), x the context of expressions, run the evaluation with its caps.

${module.constants.join('\n')}

`;
  return { code: `${head}${module.functions.join(between)}\n`, ways: printer.ways, places: placesOf(module, head.length) };
}

const between = '\n\n';

/** Where each node stands in the text whose functions begin at `start`. */
function placesOf({ functions, nodes }: ModulePrinter, start: number): CodePlace[] {
  const starts: number[] = [];
  let at = start;
  for (const text of functions) {
    starts.push(at);
    at += text.length + between.length;
  }
  return nodes.map(({ function: index, path, strategy }) => ({ path, strategy, from: starts[index]!, to: starts[index]! + functions[index]!.length }));
}
