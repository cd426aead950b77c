import { demoChecks, demoDecisionHistory, demoQueue, demoQueueId, type PastCall } from '@arbiter/demo';
import type { Container } from '../../container.js';
import { rowsOfStrategy, type StrategyEntry } from '../decisions/api.js';
import { addQueue, openChecks } from '../manual-checks/api.js';
import { livePublicationsOf, type LivePublication } from '../publications/api.js';
import type { DemoSettings } from './demo-catalogue.js';

const rowsAtOnce = 2_000;

/**
 * Eight weeks of answers that the demo company's strategies gave, evaluated by the versions that are published, and what became of them.
 * Told again they replace themselves. A strategy that somebody took away has no past.
 */
export async function tellDecisions(container: Pick<Container, 'repository' | 'hotState' | 'log' | 'analytics' | 'now'>, settings: Pick<DemoSettings, 'customers' | 'seed' | 'until' | 'language'>, signal?: AbortSignal): Promise<void> {
  const { analytics } = container;
  const queue = await demoQueueOf(container, settings.language);
  const referred: StrategyEntry[] = [];
  const publications = livePublicationsOf(container);
  const answers: string[] = [];
  const responses: string[] = [];
  const flush = async (): Promise<void> => {
    signal?.throwIfAborted();
    if (answers.length > 0) await analytics.insertLines('strategy_decisions', answers.splice(0));
    if (responses.length > 0) await analytics.insertLines('responses', responses.splice(0));
  };
  for (const call of demoDecisionHistory(settings)) {
    const live = publications.find('production', call.endpoint);
    const entry = live && (await entryOf(live, call));
    if (!entry) continue;
    if (queue?.document.endpoint === entry.endpoint && entry.answer?.outcome.decision === queue.document.decisions[0]) referred.push(entry);
    for (const [, row] of rowsOfStrategy(entry)) answers.push(JSON.stringify(row));
    for (const { kind, amountMinor, afterHours, customerId } of call.outcomes) {
      const atMs = call.atMs + afterHours * 3_600_000;
      const at = new Date(atMs).toISOString();
      responses.push(JSON.stringify({ response_id: `${call.decisionId}-${kind}`, customer_id: customerId, decision_id: call.decisionId, kind, amount_minor: String(amountMinor), at, recorded_at: at, joined_by: 'decision', version: atMs }));
    }
    if (answers.length >= rowsAtOnce) await flush();
  }
  await flush();
  if (queue) await openChecks(container, referred.sort((a, b) => a.nowMs - b.nowMs).slice(-demoChecks), [queue]);
}

/** The queue of the demo company, made where it never was; null where somebody took it away. */
async function demoQueueOf({ repository, now }: Pick<Container, 'repository' | 'now'>, language: DemoSettings['language']) {
  const there = await repository.selectFrom('check_queues').select(['id', 'document', 'deleted_at']).where('id', '=', demoQueueId).executeTakeFirst();
  if (there) return there.deleted_at === null ? there : null;
  return addQueue(repository, demoQueue(language), now(), demoQueueId);
}

/** The record of a call, as the log level "inputs" would have kept it. Times come from the call, so that the story is the same each time. */
async function entryOf({ publication, armOf }: LivePublication, { decisionId, endpoint, atMs, input, durationUs, traced }: PastCall): Promise<StrategyEntry | null> {
  const arm = armOf(input);
  if (!arm || arm.compiled.waits) return null;
  const way: number[] = [];
  let clockMs = 0;
  const timeZone = publication.settings.timeZone ?? 'UTC';
  const context = { nowMs: atMs, timeZone, way, clock: () => (clockMs += durationUs / 20_000) };
  const { result, trace } = traced ? await arm.compiled.evaluateTraced(input, context) : { result: arm.compiled.evaluate(input, context), trace: undefined };
  return {
    kind: 'strategy', decisionId, nowMs: atMs, timeZone, endpoint, environment: 'production', publicationId: publication.id, revision: publication.revision, strategyId: arm.itemId, version: arm.version, contentHash: arm.contentHash, arm: arm.arm, caller: '',
    input, answer: result.ok ? result.answer : null, failure: result.ok ? null : result.failure, ...(trace ? { trace } : {}), durationUs, path: arm.compiled.pathOf(way, result.ok ? undefined : result.failure), ...(typeof input.customer === 'string' ? { customerId: input.customer } : {}),
  };
}
