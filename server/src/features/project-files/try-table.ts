import type { Fault } from '@arbiter/contracts';
import { compileDecisionTable } from '@arbiter/engine/decision-table/compile-decision-table';
import type { TableOutcome } from '@arbiter/engine/decision-table/table-outcome';
import { ownTableScope } from '@arbiter/engine/decision-table/table-scope';
import { compileFeel, FeelFailure, feelToJson, makeFeelContext, type FeelScope } from '@arbiter/engine/feel/index';
import { ProblemError } from '../../http/problem-error.js';

const mostFacts = 2000;
const steps = 5_000_000;

/** What a table gives for one case. Throws validation-failed with the faults of the table and of the facts, at `/document…` and `/facts/NAME`. */
export function tryTable(document: unknown, facts: Readonly<Record<string, string>>, now: Date): TableOutcome {
  const given = Object.entries(facts);
  if (given.length > mostFacts) throw new ProblemError('validation-failed', `The case has ${given.length} values, ${mostFacts} are allowed`);
  const scope: FeelScope = new Map([...ownTableScope(document), ...given.map(([name]): [string, { kind: 'any' }] => [name, { kind: 'any' }])]);
  const compiled = compileDecisionTable(document, { scope, strict: false });
  if (!compiled.ok) throw new ProblemError('validation-failed', `The table has faults: ${compiled.error[0]?.message ?? ''}`, { faults: compiled.error.map((fault) => ({ ...fault, path: `/document${fault.path}` })) });
  const x = makeFeelContext({ nowMs: now.getTime(), timeZone: 'UTC', steps });
  const values: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  const faults: Fault[] = [];
  for (const [name, text] of given) {
    const program = compileFeel(text, { scope: new Map() });
    if (program.ok) values[name] = program.value({}, x);
    else faults.push(...program.error.map(({ code, message }) => ({ path: `/facts/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`, code, message: `${name}: ${message}` })));
  }
  if (faults.length > 0) throw new ProblemError('validation-failed', `A value of the case is no FEEL: ${faults[0]!.message}. Write texts in quotation marks`, { faults });
  try {
    const outcome = compiled.value.run(values, x);
    return { ...outcome, value: feelToJson(outcome.value) ?? null };
  } catch (error) {
    if (error instanceof FeelFailure) throw new ProblemError('validation-failed', `The table could not be evaluated: ${error.message}`);
    throw error;
  }
}
