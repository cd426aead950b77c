import type { CampaignDraft } from '@arbiter/contracts/campaign';
import type { Action } from '@arbiter/contracts/catalogue';
import type { RunResult } from '@arbiter/contracts/run';
import { ProblemError } from '../../http/problem-error.js';
import { campaignAudienceSql, controlSql, type SqlFragment } from '../audience/api.js';
import type { JobContext, JobHandler } from '../jobs/api.js';
import { buildProblem, type ProblemHead } from './build-problem.js';
import { countQuery, scoreCountQuery } from './candidate-queries.js';
import { planRows, removePlan, writePlan } from './plan-rows.js';
import { endRun, findRunRow, frozenProblemOf, markRunning, saveProblem } from './runs.repository.js';
import { type Headcounts, type PlanTotals, toRunResult } from './to-run-result.js';

/**
 * Relative distance from the proved bound at which a plan is good enough to stop: what one average customer is worth, and never
 * finer than a ten-thousandth. Actions cannot be divided, so that among few customers the bound itself lies this far off.
 */
export const gapFor = (customers: number): number => Math.min(0.01, Math.max(1e-4, 1 / customers));
/** How long to go on for it: people wait for small problems, and large ones take this long to read once. */
const timeLimitMs = (candidates: number): number => 20_000 + candidates / 50;

/**
 * Plans a campaign: audience → control group → consent → candidates → optimiser in a thread → verification → plan rows → result.
 * Nothing of the plan is shown before the run's row says that it succeeded, which is the last step; a job that is delivered
 * again begins anew and replaces what the earlier attempt wrote.
 */
export const optimiseRunJob: JobHandler = async (context) => {
  const { repository, now } = context.container;
  const runId = context.subjectId;
  if (!(await markRunning(repository, runId))) return;
  try {
    await optimise(context);
  } catch (error) {
    // Stopped or handed to another process: the job's row says which, and what was written is replaced.
    if (!context.signal.aborted) {
      const failure = error instanceof ProblemError ? { code: error.code, detail: error.detail } : { code: 'internal', detail: error instanceof Error ? error.message : String(error) };
      await endRun(repository, runId, { state: 'failed', error: failure }, now());
    } else if ((context.signal.reason as { why?: string }).why === 'cancelled') {
      await endRun(repository, runId, { state: 'cancelled' }, now());
    }
    throw error;
  }
};

async function optimise({ subjectId: runId, container, signal, endSignal, progress }: JobContext): Promise<void> {
  const { repository, analytics, optimiser, now } = container;
  const run = await findRunRow(repository, runId);
  const { draft } = run;
  const frozen = frozenProblemOf(run);
  const { actions, stayClose } = frozen;

  await progress(0.02, 'counting');
  const startedMs = performance.now();
  const audience = await campaignAudienceSql(container, draft, actions);
  const control = controlSql(run.campaign_id, draft.controlGroup);
  const heads = await countHeads(container, audience, control, signal);
  if (heads.audience === 0) throw new ProblemError('audience-empty', `Nobody is in the audience of campaign "${draft.name}": widen its condition, or import customers`);
  const problem = buildProblem({ draft, actions, audience: heads.audience, ...(stayClose ? { stayClose } : {}) });
  await saveProblem(repository, runId, { ...frozen, built: problem });

  await progress(0.05, 'reading');
  const reachable = heads.audience - heads.control - heads.withoutConsent;
  await checkMemory(container, problem.head, draft, actions, reachable, signal);
  let readMs = 0;
  const solved = await optimiser.solve({
    problem: problem.head, rows: { audience, control, draft, actions, problem }, signal, stopSignal: endSignal,
    limits: ({ customers, candidates }) => {
      readMs = performance.now() - startedMs;
      if (customers === 0) {
        throw new ProblemError('no-candidates', `Score set "${draft.scoreSet}" has no scores of the chosen actions for any of the ${reachable} customers who may be contacted: import scores for them, choose other actions or another audience`);
      }
      void progress(0.25, 'solving', { customers, candidates }).catch(() => undefined);
      return { gap: gapFor(customers), timeLimitMs: timeLimitMs(candidates) };
    },
    onReading: (customers) => void progress(0.05 + 0.2 * Math.min(1, customers / Math.max(1, reachable)), 'reading', { customers }).catch(() => undefined),
    onProgress: ({ phase, bound, objective, gap: reached }) => void progress(0.3, 'solving', { phase, bound, objective, gap: reached }).catch(() => undefined),
  });
  const { solution } = solved;
  const result = (plan: PlanTotals, writeMs: number): RunResult => toRunResult(solution, problem, heads, plan, { readMs, writeMs });
  const nothing: PlanTotals = { cells: [], valueMinor: 0, costMinor: 0 };

  if (solution.status === 'infeasible') {
    await removePlan(analytics, runId);
    return endRun(repository, runId, { state: 'infeasible', result: result(nothing, 0) }, now());
  }
  if (!solved.chosen) throw new ProblemError('unavailable', `The optimiser found no plan within ${Math.round(solution.timing.solveMs / 1000)} s (${solution.status}): make the campaign smaller, or loosen its constraints`);
  // A plan that the independent check does not confirm is never stored.
  if (!solution.verified) throw new ProblemError('internal', `The plan was not confirmed by the independent check: ${solved.faults.slice(0, 3).map((fault) => fault.message).join('; ')}`);

  await progress(0.75, 'writing', { actions: solved.chosen.length });
  const writingMs = performance.now();
  const totals = await writePlan({
    analytics, runId, signal,
    rows: planRows(solved.instance, solved.chosen, actions, draft.weeks),
    version: now().getTime(),
    onProgress: (written) => progress(0.75 + (0.24 * written) / Math.max(1, solved.chosen?.length ?? 1), 'writing', { written }),
  });
  signal.throwIfAborted();
  await endRun(repository, runId, { state: 'succeeded', result: result(totals, performance.now() - writingMs) }, now());
}

export async function countHeads({ analytics }: JobContext['container'], audience: SqlFragment, control: SqlFragment, signal: AbortSignal): Promise<Headcounts> {
  const { sql, params } = countQuery(audience, control);
  const [row] = await analytics.query<Record<keyof Headcounts, string>>(sql, params, { signal });
  return { audience: Number(row?.audience ?? 0), control: Number(row?.control ?? 0), withoutConsent: Number(row?.withoutConsent ?? 0) };
}

/** Refuses what the memory has no room for, before anything is taken. */
export async function checkMemory({ analytics, optimiser }: JobContext['container'], head: ProblemHead, draft: CampaignDraft, actions: readonly Action[], customers: number, signal: AbortSignal): Promise<void> {
  const { sql, params } = scoreCountQuery(draft, actions);
  const [row] = await analytics.query<{ scores: string }>(sql, params, { signal });
  const candidates = Math.min(Number(row?.scores ?? 0), customers * actions.length) * draft.weeks;
  const { wanted, free } = optimiser.memoryFor(head, { customers, candidates });
  if (wanted <= free) return;
  const gigabytes = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(1)} GB`;
  throw new ProblemError('not-enough-memory', `${customers} customers with up to ${candidates} candidates take about ${gigabytes(wanted)} of memory and ${gigabytes(free)} are free: choose a smaller audience, fewer actions or weeks, or run a worker where there is more`);
}
