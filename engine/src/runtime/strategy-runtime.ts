import type { EvaluationLimits, FieldSpec, ValueSpec } from '@arbiter/contracts';
import { bucketOf } from '../assignment/assign-arm.js';
import { parseDateTime } from '../feel/values/date-and-time.js';
import type { FeelValue } from '../feel/feel-type.js';
import { endInput, inputFields, isInput, readField } from '../strategy-data-model/input-reader.js';
import { defaultOf, fieldReader, shown, valueReader, type Reading } from '../strategy-data-model/value-reader.js';
import type { EvaluationContext, StrategyAnswer, StrategyResult, TraceStep } from '../strategy/compiled-strategy.js';
import { StrategyFailure, type StrategyServices } from '../strategy/strategy-services.js';
import { causeOf, failureOf, isStop, NodeError, StrategyRun } from './strategy-run.js';
import { StrategyTrace } from './strategy-trace.js';
import { toJson } from './to-json.js';

type State = Record<string, unknown> & { error_code: unknown; error_message: unknown; $reasons: string[]; $decision: unknown; $action: unknown; $channel: unknown; $terms: unknown };
/** What the code of a strategy ends in. */
export type Evaluate = (input: unknown, run: StrategyRun) => StrategyAnswer | Promise<StrategyAnswer>;

const reasonCap = 1000;

const refuse = (name: string, type: string, value: unknown): never => {
  throw new StrategyFailure('wrong-type', `"${name}" is ${type}, but would become ${shown(value)}: mend the expression that writes it`);
};

/** Functions that the code of a strategy calls, besides those of expressions, rule sets, tables and models. */
export const strategyRuntime = {
  StrategyFailure,
  toJson,
  inputFields,
  isInput,
  readField,
  endInput,

  /** A new list of faults for reading an input. */
  reading: (run: StrategyRun): Reading => ({ faults: [], ignoreUnknown: run.ignoreUnknown }),
  refuseInput(reading: Reading): never {
    const [first] = reading.faults;
    const more = reading.faults.length - 1;
    throw new StrategyFailure('input-invalid', `${first!.path || 'The input'}: ${first!.message}${more > 0 ? `, and ${more} more` : ''}`, { faults: reading.faults });
  },

  toNumber: (value: FeelValue, name: string): FeelValue => (typeof value === 'number' && Number.isFinite(value)) || value === null ? value : refuse(name, 'a number', value),
  toText: (value: FeelValue, name: string): FeelValue => (typeof value === 'string' || value === null ? value : refuse(name, 'a string', value)),
  toBoolean: (value: FeelValue, name: string): FeelValue => (typeof value === 'boolean' || value === null ? value : refuse(name, 'a boolean', value)),
  /** Makes the check of one name: a value of expressions in, the same converted out, or a failure. */
  writer(name: string, spec: ValueSpec): (value: FeelValue) => FeelValue {
    return taker(name, valueReader(spec, 'feel'));
  },
  /** The same for an input of a sub-process: what is absent is the default, and what is required must be there. */
  taker(field: FieldSpec): (value: FeelValue) => FeelValue {
    return taker(field.name, fieldReader(field, 'feel'));
  },
  /** A default of the data model as a value of expressions. */
  defaultValue: (field: FieldSpec): FeelValue => defaultOf(field) ?? null,
  /** An output that must not be null. */
  given(value: unknown, name: string): unknown {
    if (value === null) throw new StrategyFailure('output-missing', `Output "${name}" is required, but no value was set: set it on every way, or give it a default`);
    return value;
  },

  step: (run: StrategyRun): void => run.step(),

  /** The error with the place where it arose: the innermost node, and the way there through loops and sub-processes. */
  failedAt(run: StrategyRun, error: unknown, nodeId: string): NodeError {
    run.trace?.failed(causeOf(error));
    run.trace?.leave();
    return error instanceof NodeError ? new NodeError(error.cause, error.nodeId, `${nodeId}/${error.path}`) : new NodeError(error, nodeId, nodeId);
  },
  /** Whether a node that failed is tried again; not where the error says that it would be the same the next time. */
  mayRetry(run: StrategyRun, error: unknown, attempt: number, times: number): boolean {
    if (attempt >= times || isStop(error) || causeOf(error).details?.retry === false) return false;
    run.step();
    run.trace?.failed(causeOf(error));
    return true;
  },
  async backOff(run: StrategyRun, backoffMs: number, attempt: number): Promise<void> {
    const ms = Math.min(backoffMs * 2 ** attempt, run.leftMs);
    if (ms > 0) await run.sleep?.(ms);
    run.lookAtTime();
  },
  /** A node's error policy takes the error, unless it ends the whole evaluation. */
  caught(run: StrategyRun, s: State, error: unknown): void {
    if (isStop(error)) throw error;
    const { code, message } = causeOf(error);
    s.error_code = code;
    s.error_message = message;
    run.trace?.failed({ code, message });
  },

  /** Calls a service that waits; its own time limit shrinks to what is left of the budget. */
  async callService<K extends 'sql' | 'http' | 'python' | 'model'>(run: StrategyRun, name: K, request: Parameters<StrategyServices[K]>[0]): Promise<unknown> {
    run.lookAtTime();
    const { leftMs } = run;
    const bounded = 'timeoutMs' in request && request.timeoutMs > leftMs ? { ...request, timeoutMs: leftMs } : request;
    const call = serviceOf(run, name) as (request: unknown, signal: AbortSignal | undefined) => Promise<unknown>;
    const answer = await call.call(run.services, bounded, run.signal);
    run.lookAtTime();
    return answer;
  },
  /** Calls a service that answers at once. */
  askService<K extends 'contactPolicy' | 'channel'>(run: StrategyRun, name: K, request: Parameters<StrategyServices[K]>[0]): ReturnType<StrategyServices[K]> {
    return (serviceOf(run, name) as (request: unknown) => ReturnType<StrategyServices[K]>).call(run.services, request);
  },

  addReason(s: State, reason: FeelValue): void {
    if (reason === null || reason === undefined) return;
    for (const one of Array.isArray(reason) ? reason : [reason]) {
      if (typeof one !== 'string') throw new StrategyFailure('wrong-type', `A reason code is a string, but would become ${shown(one)}`);
      if (s.$reasons.includes(one)) continue;
      if (s.$reasons.length >= reasonCap) throw new StrategyFailure('too-many-reasons', `An answer holds at most ${reasonCap} reason codes: give fewer`);
      s.$reasons.push(one);
    }
  },
  outcome: (s: State): StrategyAnswer['outcome'] => ({
    decision: toJson(s.$decision),
    action: s.$action as string | null,
    channel: s.$channel as string | null,
    terms: toJson(s.$terms) as Record<string, unknown>,
    reasonCodes: s.$reasons,
  }),

  /** Number of the arm of a split: the first whose upper bound, in basis points, is above the bucket of the key. */
  armOf(key: FeelValue, split: { salt: string; campaignId: string }, bounds: readonly number[]): number {
    if (key === null || typeof key === 'object' || typeof key === 'function') throw new StrategyFailure('wrong-type', `The key of a split is a string or a number, but is ${shown(key)}: choose an expression that identifies the customer`);
    const bucket = bucketOf(split, String(key));
    let arm = 0;
    while (bucket >= bounds[arm]! && arm < bounds.length - 1) arm += 1;
    return arm;
  },
  /** A text that a service needs: a string, or a number as its digits. */
  wantText(value: FeelValue, name: string): string {
    if (typeof value === 'string') return value;
    if (typeof value === 'number') return String(value);
    throw new StrategyFailure('wrong-type', `"${name}" is ${shown(value)}, but a text is wanted: choose an expression that is never null`);
  },
  /** An instant that a service gave, as a value of expressions; null where the text is none. */
  instantOf: (text: string | null): FeelValue => (text === null ? null : parseDateTime(text)),
  /** A list to loop over; null is an empty one, a single value a list of itself. */
  toList: (value: FeelValue): readonly FeelValue[] => (Array.isArray(value) ? value : value === null || value === undefined ? [] : [value]),
  tooMany(count: number, limit: number): never {
    throw new StrategyFailure('loop-limit', `The list has ${count} elements, the loop takes at most ${limit}: raise its limit or shorten the list`);
  },

  traceEnter: (run: StrategyRun, nodeId: string): void => run.trace!.enter(nodeId),
  traceLeave: (run: StrategyRun): void => run.trace!.leave(),
  tracePort: (run: StrategyRun, port: string): void => run.trace!.left(port),
  traceNote: (run: StrategyRun, note: unknown): void => run.trace!.note(note),
  traceRound: (run: StrategyRun, round: string): void => run.trace!.round(round),
  traceRoundEnd<T>(run: StrategyRun, value?: T): T | undefined {
    run.trace!.roundEnd();
    return value;
  },
  traceWrite<T>(run: StrategyRun, name: string, value: T): T {
    run.trace!.wrote(name, value);
    return value;
  },

  runStrategy(evaluate: Evaluate, input: unknown, context: EvaluationContext, limits?: EvaluationLimits): StrategyResult {
    try {
      return { ok: true, answer: evaluate(input, new StrategyRun(context, limits, undefined)) as StrategyAnswer };
    } catch (error) {
      return { ok: false, failure: failureOf(error) };
    }
  },
  async runStrategyAsync(evaluate: Evaluate, input: unknown, context: EvaluationContext, limits?: EvaluationLimits): Promise<StrategyResult> {
    try {
      return { ok: true, answer: await evaluate(input, new StrategyRun(context, limits, undefined)) };
    } catch (error) {
      return { ok: false, failure: failureOf(error) };
    }
  },
  async runStrategyTraced(evaluate: Evaluate, input: unknown, context: EvaluationContext, limits?: EvaluationLimits): Promise<{ result: StrategyResult; trace: TraceStep[]; truncated: boolean }> {
    const trace = new StrategyTrace(context.clock);
    let result: StrategyResult;
    try {
      result = { ok: true, answer: await evaluate(input, new StrategyRun(context, limits, trace)) };
    } catch (error) {
      result = { ok: false, failure: failureOf(error) };
    }
    return { result, trace: trace.toSteps(), truncated: trace.truncated };
  },
};

function taker(name: string, read: (value: unknown, reading: Reading) => FeelValue): (value: FeelValue) => FeelValue {
  return (value) => {
    const reading: Reading = { faults: [], ignoreUnknown: false };
    const taken = read(value, reading);
    const [fault] = reading.faults;
    if (fault) throw new StrategyFailure(fault.code, `"${name}"${fault.path}: ${fault.message}`);
    return taken;
  };
}

function serviceOf(run: StrategyRun, name: keyof StrategyServices): unknown {
  const service = run.services?.[name];
  if (!service) throw new StrategyFailure('service-missing', `The node needs the service "${name}", which this evaluation was not given: give it in "services"`);
  return service;
}
