import type { CompiledStrategy } from './compiled-strategy.js';
import { literalCode } from './literal-code.js';

/**
 * A strategy with its runtime as one ES module that needs nothing else: `decide(input, options)` gives what the engine gives. `options`
 * are those of an evaluation (`nowMs`, `timeZone`, `limits`, `services`, …); without them the present instant, UTC and no services are
 * taken. `runtimeBundle` is the text that the build makes of `engine/src/runtime/runtime.ts`: it defines `ArbiterRuntime`.
 */
export function standaloneCode(compiled: CompiledStrategy, runtimeBundle: string): string {
  const limits = literalCode(compiled.document.limits ?? {});
  return `// A strategy compiled by Arbiter, with everything that it needs. Run it with: import { decide } from './this-file.mjs'
${runtimeBundle.trim()}
const { R } = ArbiterRuntime;

${compiled.code.trim()}

/** Options of an evaluation, with what they leave out. */
function evaluationOptions(options) {
  const clock = options.clock ?? (() => ${presentInstant});
  return { timeZone: 'UTC', ...options, clock, nowMs: options.nowMs ?? clock() };
}

export const inputSchema = ${literalCode(compiled.inputSchema)};

/** ${compiled.waits ? 'Resolves to' : 'Returns'} { ok: true, answer: { outputs, outcome } } or { ok: false, failure: { code, message, nodeId } }. */
export ${compiled.waits ? 'async ' : ''}function decide(input, options = {}) {
  return R.${compiled.waits ? 'runStrategyAsync' : 'runStrategy'}(evaluate, input, evaluationOptions(options), ${limits});
}
`;
}

/** The text stands alone from here on; the engine itself never reads a clock. */
const presentInstant = ['Date', 'now()'].join('.');
