import type { DocumentDifference, EvaluationLimits, PublicationSettings } from '@arbiter/contracts';
import type { EvaluationFailure, StrategyAnswer, TraceStep } from '@arbiter/engine/strategy/compiled-strategy';
import type { Container } from '../../container.js';
import { ProblemError } from '../../http/problem-error.js';
import { noStrategyServices } from '../../ports/strategy-services.js';
import { differenceOf } from '../projects/api.js';
import { canonicalJson, compileVersion } from '../registration/api.js';
import { evaluateStrategy, sleep } from './call-strategy.js';
import { asksContactPolicy } from '../decisions/api.js';
import { contactPolicyOfCall } from './contact-policy-of-call.js';
import { findCall } from './find-call.js';

export interface Replay {
  decisionId: string;
  strategy: { id: string; name: string };
  version: number;
  at: string;
  /** Whether the same came out, to the last value. */
  same: boolean;
  difference: DocumentDifference[];
  /** True where the strategy asks something outside, which may answer otherwise today. */
  asksOutside: boolean;
  answer: StrategyAnswer | null;
  failure: EvaluationFailure | null;
  trace: TraceStep[];
}

/** Evaluates a recorded input once more on the version and at the instant of the record, with its trace. Throws not-found, wrong-state where no input was recorded. */
export async function replayCall(container: Pick<Container, 'repository' | 'hotState' | 'analytics'> & Partial<Pick<Container, 'strategyServices'>>, endpoint: string, decisionId: string): Promise<Replay> {
  const recorded = await findCall(container, endpoint, decisionId);
  if (!Object.hasOwn(recorded, 'input')) throw new ProblemError('wrong-state', `The input of decision "${decisionId}" was not recorded: publish with the log level "inputs" to be able to repeat decisions`);
  const { name, compiled, contentHash } = await compileVersion(container.repository, recorded.strategyId, recorded.version);
  if (contentHash !== recorded.contentHash) throw new ProblemError('wrong-state', `Version ${recorded.version} of "${name}" is not the one that decided (${recorded.contentHash}): the repository was replaced since`);
  const { nowMs, timeZone } = recorded;
  const settings = await settingsOf(container.repository, recorded);
  const services = await contactPolicyOfCall(container, container.strategyServices ?? noStrategyServices, compiled, recorded.input, settings?.customerInput);
  const { result, trace = [] } = await evaluateStrategy(compiled, recorded.input, { nowMs, timeZone, clock: () => performance.now(), sleep, limits: limitsOf(settings), services }, true);
  const before = { answer: recorded.answer, failure: comparable(recorded.failure) };
  // Through JSON, as the record went.
  const after = JSON.parse(JSON.stringify({ answer: result.ok ? result.answer : null, failure: comparable(result.ok ? null : result.failure) })) as typeof before;
  return {
    decisionId, strategy: { id: recorded.strategyId, name }, version: recorded.version, at: new Date(nowMs).toISOString(),
    same: canonicalJson(before) === canonicalJson(after),
    difference: differenceOf(before, after),
    asksOutside: compiled.waits || asksContactPolicy(compiled),
    answer: after.answer,
    failure: result.ok ? null : result.failure,
    trace,
  };
}

/** What the publication was told when it decided. */
async function settingsOf(repository: Container['repository'], { publicationId, revision }: { publicationId: string; revision: number }): Promise<PublicationSettings | undefined> {
  const row = await repository.selectFrom('publication_revisions').select('settings').where('publication_id', '=', publicationId).where('revision', '=', revision).executeTakeFirst();
  return row?.settings;
}

/** The caps of that revision: a decision that ran into one runs into it again. */
function limitsOf(settings: PublicationSettings | undefined): EvaluationLimits {
  const { steps, timeMs } = settings?.limits ?? {};
  return { ...(steps === undefined ? {} : { steps }), ...(timeMs === undefined ? {} : { timeMs }) };
}

/** Messages may hold times and other chance; the code and the node are what is compared. */
const comparable = (failure: EvaluationFailure | null): { code: string; nodeId: string | null } | null => (failure ? { code: failure.code, nodeId: failure.nodeId } : null);
