import { randomUUID } from 'node:crypto';
import type { ExportWish, Job } from '@arbiter/contracts';
import type { FastifyRequest } from 'fastify';
import type { Container } from '../../container.js';
import { ProblemError } from '../../http/problem-error.js';
import { actorOf } from '../../http/route-access.js';
import { recordAudit } from '../audit/api.js';
import { findCampaignRow, weekStart } from '../campaigns/api.js';
import { findLaunchedPlan } from '../contact-lists/api.js';
import { findRunRow, listRunRows } from '../runs/api.js';
import { exportFileName, type NamedThings } from './export-file-name.js';
import { addExport } from './exports.repository.js';
import { removeOldExports } from './remove-old-exports.js';

/** More than anybody keeps; it bounds the disk that one campaign's exports can take. */
const mostOfACampaign = 200;

const refuse = (path: string, code: string, message: string): never => {
  throw new ProblemError('validation-failed', message, { faults: [{ path, code, message }] });
};

/** What fits together, whatever the campaign. */
function checkWish({ what, runId, channel, week, part, format, excel }: ExportWish): void {
  if (runId !== undefined && what !== 'plan') refuse('/runId', 'not-applicable', `"runId" chooses a plan, but "what" is ${JSON.stringify(what)}: leave it out`);
  if (part !== undefined && what !== 'report') refuse('/part', 'not-applicable', `"part" chooses numbers of a report, but "what" is ${JSON.stringify(what)}: leave it out`);
  if (what === 'report' && (channel !== undefined || week !== undefined)) refuse(channel === undefined ? '/week' : '/channel', 'not-applicable', 'A report is not cut by channel or week: leave them out');
  if (what === 'report' && format === 'parquet') refuse('/format', 'not-applicable', 'A report is written as CSV only: let "format" be "csv"');
  if (excel && format === 'parquet') refuse('/excel', 'not-applicable', 'The byte order mark belongs to CSV, but "format" is "parquet": leave "excel" out');
}

function checkWeek(week: number | undefined, weeks: number): void {
  if (week !== undefined && week >= weeks) refuse('/week', 'out-of-range', `"week" is ${week}, but the plan has ${weeks} weeks, counted from 0: give 0 to ${weeks - 1}`);
}

type Parts = Pick<Container, 'repository'>;

/** The run whose plan is meant: the one named, the approved one, or the latest that succeeded. */
async function choosePlan({ repository }: Parts, campaignId: string, runId: string | undefined) {
  const campaign = await findCampaignRow(repository, campaignId);
  const name = campaign.draft.name;
  if (campaign.origin === 'imported') throw new ProblemError('not-found', `Campaign "${name}" was imported and has no plan`);
  const chosen = runId ?? campaign.approved_run_id ?? (await listRunRows(repository, campaignId)).find((run) => run.state === 'succeeded')?.id;
  if (chosen === undefined) throw new ProblemError('wrong-state', `Campaign "${name}" has no plan yet: have it planned first`, { details: { state: campaign.state } });
  const run = await findRunRow(repository, chosen);
  if (run.campaign_id !== campaignId) throw new ProblemError('not-found', `Run ${JSON.stringify(chosen)} is not one of campaign "${name}"`);
  if (run.state !== 'succeeded') throw new ProblemError('wrong-state', `Run ${run.number} of campaign "${name}" is ${run.state} and has no plan: choose one that succeeded`, { details: { state: run.state } });
  return { run, name };
}

/** Checks the wish against the campaign; returns it with what was left open chosen, and what the file is named after. */
async function settle({ repository }: Parts, campaignId: string, wish: ExportWish): Promise<{ wish: ExportWish; names: NamedThings }> {
  checkWish(wish);
  const whole: ExportWish = { ...wish, format: wish.format ?? 'csv' };
  if (wish.what === 'plan') {
    const { run, name } = await choosePlan({ repository }, campaignId, wish.runId);
    checkWeek(wish.week, run.draft.weeks);
    return { wish: { ...whole, runId: run.id }, names: { campaignName: name, runNumber: run.number, ...(wish.week === undefined ? {} : { weekStartsOn: weekStart(run.draft.startsOn, wish.week) }) } };
  }
  const { draft, facts, state } = await findCampaignRow(repository, campaignId);
  if (wish.what === 'contact-lists') {
    const plan = await findLaunchedPlan(repository, campaignId);
    checkWeek(wish.week, plan.weeks);
    return { wish: whole, names: { campaignName: draft.name, ...(wish.week === undefined ? {} : { weekStartsOn: weekStart(plan.startsOn, wish.week) }) } };
  }
  if (!facts) throw new ProblemError('wrong-state', `Campaign "${draft.name}" has not been launched, so there is nothing to compare yet`, { details: { state } });
  return { wish: { ...whole, part: wish.part ?? 'metrics' }, names: { campaignName: draft.name } };
}

/**
 * Has a file written by a job; its `subjectId` is the export's id. Throws not-found, wrong-state, validation-failed,
 * too-many-requests.
 */
export async function createExport(container: Pick<Container, 'repository' | 'jobs' | 'now' | 'config' | 'folders'>, request: Pick<FastifyRequest, 'principal'>, campaignId: string, asked: ExportWish): Promise<Job> {
  const { repository, jobs, now } = container;
  const { wish, names } = await settle(container, campaignId, asked);
  await removeOldExports(container);
  const kept = await repository.selectFrom('exports').select((select) => select.fn.countAll<number>().as('count')).where('campaign_id', '=', campaignId).executeTakeFirst();
  if (Number(kept?.count ?? 0) >= mostOfACampaign) throw new ProblemError('too-many-requests', `Campaign "${names.campaignName}" has ${mostOfACampaign} exports already: delete some that are no longer needed`);
  const id = randomUUID();
  const job = await jobs.create('export', id, (transaction, jobId) => addExport(transaction, { id, campaignId, jobId, wish, fileName: exportFileName(wish, names), createdBy: actorOf(request.principal), now: now() }));
  await recordAudit(container, request, 'export.create', id, { campaignId, ...wish });
  return job;
}
