import type { CampaignDraft } from '@arbiter/contracts/campaign';
import type { Action } from '@arbiter/contracts/catalogue';
import type { Run, RunResult } from '@arbiter/contracts/run';
import type { Kysely, Selectable, Transaction } from 'kysely';
import { ProblemError } from '../../http/problem-error.js';
import type { Database, Failure, RunsTable } from '../../repository/tables.js';
import type { BuiltProblem, StayClose } from './build-problem.js';

type Row = Selectable<RunsTable>;
type RunState = Run['state'];

/** What is frozen with the run next to its draft: the actions as the catalogue had them, and the problem once the audience was counted. */
export interface FrozenProblem {
  actions: Action[];
  built: BuiltProblem | null;
  /** The plan that the new one was asked to stay close to. */
  stayClose?: StayClose;
}

/** Ends a run in one of these states for good. */
export interface RunEnd {
  state: Extract<RunState, 'succeeded' | 'infeasible' | 'failed' | 'cancelled'>;
  result?: RunResult;
  error?: Failure;
}

export async function addRun(transaction: Transaction<Database>, run: { id: string; campaignId: string; jobId: string; draft: CampaignDraft; actions: Action[]; stayClose?: StayClose; now: Date }): Promise<void> {
  // The campaign's row is locked, so that two runs asked for at once get different numbers.
  await transaction.selectFrom('campaigns').select('id').where('id', '=', run.campaignId).forUpdate().execute();
  const last = await transaction.selectFrom('runs').select((select) => select.fn.max('number').as('number')).where('campaign_id', '=', run.campaignId).executeTakeFirst();
  const frozen: FrozenProblem = { actions: run.actions, built: null, ...(run.stayClose ? { stayClose: run.stayClose } : {}) };
  await transaction
    .insertInto('runs')
    .values({ id: run.id, campaign_id: run.campaignId, number: Number(last?.number ?? 0) + 1, state: 'waiting', job_id: run.jobId, draft: JSON.stringify(run.draft), problem: JSON.stringify(frozen), created_at: run.now })
    .execute();
}

export async function findRunRow(repository: Kysely<Database>, id: string): Promise<Row> {
  const row = await repository.selectFrom('runs').selectAll().where('id', '=', id).executeTakeFirst();
  if (!row) throw new ProblemError('not-found', `There is no run "${id}"`);
  return row;
}

export async function listRunRows(repository: Kysely<Database>, campaignId: string): Promise<Row[]> {
  return repository.selectFrom('runs').selectAll().where('campaign_id', '=', campaignId).orderBy('number', 'desc').execute();
}

export function frozenProblemOf(row: Row): FrozenProblem {
  return row.problem as FrozenProblem;
}

export async function saveProblem(repository: Kysely<Database>, id: string, problem: FrozenProblem): Promise<void> {
  await repository.updateTable('runs').set({ problem: JSON.stringify(problem) }).where('id', '=', id).execute();
}

/** False when the run has ended already. */
export async function markRunning(repository: Kysely<Database>, id: string): Promise<boolean> {
  const result = await repository.updateTable('runs').set({ state: 'running' }).where('id', '=', id).where('state', 'in', ['waiting', 'running']).executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

/** Does nothing when the run has ended already. */
export async function endRun(repository: Kysely<Database>, id: string, { state, result, error }: RunEnd, now: Date): Promise<void> {
  await repository
    .updateTable('runs')
    .set({ state, ended_at: now, ...(result ? { result: JSON.stringify(result) } : {}), ...(error ? { error: JSON.stringify(error) } : {}) })
    .where('id', '=', id)
    .where('state', 'in', ['waiting', 'running'])
    .execute();
}

/**
 * A run whose job ended without reaching the run (cancelled while it waited, given up after crashes) is shown as its job is.
 */
export function toRun(row: Row, job: { state: string; error: Failure | null } | undefined): Run {
  let { state, error } = row;
  if ((state === 'waiting' || state === 'running') && job && (job.state === 'failed' || job.state === 'cancelled')) [state, error] = [job.state, job.error];
  const stayClose = (row.problem as FrozenProblem | null)?.stayClose;
  return { id: row.id, campaignId: row.campaign_id, number: row.number, state: state as RunState, jobId: row.job_id, draft: row.draft, result: row.result, error, ...(stayClose ? { stayClose: { runId: stayClose.runId, ...(stayClose.keep === undefined ? {} : { keep: stayClose.keep }), ...(stayClose.changeCostMinor === undefined ? {} : { changeCostMinor: stayClose.changeCostMinor }) } } : {}), createdAt: row.created_at.toISOString() };
}
