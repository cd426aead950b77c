import type { OfferTerm } from '@arbiter/contracts/catalogue';
import type { TermValue } from '@arbiter/contracts/decision';
import type { Fault, Result } from '@arbiter/contracts';
import { compileFeel, makeFeelContext, type FeelProgram, type FeelScope } from '../feel/index.js';
import { toJson } from '../runtime/to-json.js';
import { checkFeel } from '../feel/types/check-feel.js';
import type { DecisionInputs } from './decision-inputs.js';

/** A term whose expression is a function. */
export interface CompiledTerm {
  term: OfferTerm;
  names: readonly string[];
  run: FeelProgram;
}

const any = { kind: 'any' } as const;
const wholes = ['context', 'features', 'enrichment', 'attributes', 'customerId', 'channel', 'placement'];
const mostNames = 200;
/** A term is a short formula: far more work than one needs is refused. */
const stepsOfTerm = 100_000;

/**
 * Compiles a term. Names are not declared anywhere: what the expression reads is looked for in enrichment, context, features and
 * attributes when it is evaluated, and is null where nobody knows it. Errors: the faults of the expression, paths below the term.
 */
export function compileTerm(term: OfferTerm): Result<CompiledTerm, Fault[]> {
  const names = new Set(wholes);
  for (let round = 0; round <= mostNames; round += 1) {
    const scope: FeelScope = new Map([...names].map((name) => [name, any]));
    const checked = checkFeel(term.expression, { scope, strict: true });
    if (checked.ok) {
      const compiled = compileFeel(term.expression, { scope });
      if (!compiled.ok) return { ok: false, error: placed(compiled.error) };
      return { ok: true, value: { term, names: checked.value.names, run: compiled.value } };
    }
    const unknown = checked.error.filter(({ code }) => code === 'feel-unknown-name').map(({ start, end }) => term.expression.slice(start, end));
    const before = names.size;
    for (const name of unknown) names.add(name);
    if (names.size === before) return { ok: false, error: placed(checked.error) };
  }
  return { ok: false, error: [{ path: '/expression', code: 'too-many-names', message: `The term "${term.name}" reads more than ${mostNames} names: make it shorter` }] };
}

const placed = (faults: readonly Fault[]): Fault[] => faults.map(({ code, message }) => ({ path: '/expression', code, message }));

/** Null in `value` where the term has no value for this customer: then there is no offer. */
export function termValue({ term, names, run }: CompiledTerm, inputs: DecisionInputs, nowMs: number, timeZone: string): TermValue {
  let value: unknown = null;
  try {
    value = toJson(run(inputs.facts(names), makeFeelContext({ nowMs, timeZone, steps: stepsOfTerm })));
  } catch {
    // Too much work, or values that do not go together: no value.
  }
  return boundedTerm(term, value);
}

/** The value brought to the term's step and bounds; the bounds count more than the step. */
export function boundedTerm({ name, atLeast, atMost, step, unit, expression }: OfferTerm, given: unknown): TermValue {
  let value = typeof given === 'number' || typeof given === 'string' || typeof given === 'boolean' ? given : null;
  let bounded: 'at-least' | 'at-most' | undefined;
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) value = null;
    else {
      // The multiple as people write it: 3 steps of 0.1 are 0.3.
      if (step !== undefined) value = Number((Math.round(value / step) * step).toPrecision(13));
      if (atLeast !== undefined && value < atLeast) [value, bounded] = [atLeast, 'at-least'];
      else if (atMost !== undefined && value > atMost) [value, bounded] = [atMost, 'at-most'];
    }
  } else if (atLeast !== undefined || atMost !== undefined || step !== undefined) value = null;
  return { name, value, ...(unit === undefined ? {} : { unit }), ...(bounded === undefined ? {} : { bounded }), expression };
}
