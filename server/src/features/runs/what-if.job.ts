import type { WhatIfPoint } from '@arbiter/contracts/what-if';
import { ProblemError } from '../../http/problem-error.js';
import { campaignAudienceSql, controlSql } from '../audience/api.js';
import type { JobHandler } from '../jobs/api.js';
import { curveLimit } from './curve-limit.js';
import { checkMemory, countHeads, gapFor } from './optimise-run.job.js';
import { findRunRow, frozenProblemOf } from './runs.repository.js';
import { findCurveRow, saveCurve } from './what-if.repository.js';

/** How long one point may take: they stand close to one another, so that most are done in far less. */
const timeLimitMs = (candidates: number): number => 10_000 + candidates / 200;

/**
 * Draws the curve of one limit of a run: the run's own problem, customers and scores read anew, solved under one bound after another.
 * A job that is delivered again begins anew; the curve is stored whole at the end.
 */
export const whatIfJob: JobHandler = async ({ subjectId: curveId, container, signal, progress }) => {
  const { repository, optimiser } = container;
  const curve = await findCurveRow(repository, curveId);
  if (curve.points) return;
  const run = await findRunRow(repository, curve.run_id);
  const { draft } = run;
  const { actions, built } = frozenProblemOf(run);
  if (!built) throw new ProblemError('wrong-state', `Run ${run.number} has no problem to vary: plan the campaign anew`);
  const { origin } = curveLimit(built, curve.constraint_id);
  const { points = 20, from, to } = curve.wish;

  await progress(0.02, 'counting');
  const audience = await campaignAudienceSql(container, draft, actions);
  const control = controlSql(run.campaign_id, draft.controlGroup);
  const heads = await countHeads(container, audience, control, signal);
  const reachable = heads.audience - heads.control - heads.withoutConsent;
  await checkMemory(container, built.head, draft, actions, reachable, signal);
  await progress(0.05, 'reading');
  const report = (done: number, step: string, details: Record<string, unknown>): void => void progress(done, step, details).catch(() => undefined);
  const solved = await optimiser.curve({
    problem: built.head, rows: { audience, control, draft, actions, problem: built }, signal,
    limitId: origin.limitId,
    wish: { points, ...(from === undefined ? {} : { from: from * origin.divideBy }), ...(to === undefined ? {} : { to: to * origin.divideBy }) },
    limits: ({ customers, candidates }) => {
      if (customers === 0) throw new ProblemError('no-candidates', `Score set "${draft.scoreSet}" has no scores of the chosen actions for anybody who may be contacted any more: import scores, or plan the campaign anew`);
      report(0.3, 'solving', { customers, candidates });
      return { gap: gapFor(customers), timeLimitMs: timeLimitMs(candidates) };
    },
    onReading: (customers) => report(0.05 + 0.25 * Math.min(1, customers / Math.max(1, reachable)), 'reading', { customers }),
    onPoint: (done) => report(0.3 + 0.68 * Math.min(1, done / points), 'solving', { points: done, of: points }),
  });
  signal.throwIfAborted();
  await saveCurve(repository, curveId, solved.map(({ at, status, objective, bound, gap, price }): WhatIfPoint => ({ at: at / origin.divideBy, status, objectiveMinor: objective, bound, gap, price })));
};
