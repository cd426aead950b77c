import { randomUUID } from 'node:crypto';
import { Campaign, CampaignDraft, CampaignState, goals } from '@arbiter/contracts/campaign';
import { Id } from '@arbiter/contracts/identifiers';
import { Job } from '@arbiter/contracts/job';
import { Fault } from '@arbiter/contracts/problems';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { Container } from '../../container.js';
import { ProblemError } from '../../http/problem-error.js';
import { recordAudit } from '../audit/api.js';
import { setCampaignState } from '../decisions/api.js';
import { releasePlan } from '../quotas/api.js';
import { checkQuotasOf, QuotaCheck } from './check-quotas-of.js';
import { approveCampaign } from './approve-campaign.js';
import { addCampaign, changeCampaign, findCampaign, findCampaignRow, listCampaigns, requireState, requireVersion } from './campaigns.repository.js';
import { checkCampaign, requireSavable } from './check-campaign.js';
import type { DraftFault } from './check-draft.js';
import { deleteCampaign } from './delete-campaign.js';

const ById = Type.Object({ id: Id });
const Version = Type.Integer({ minimum: 1, description: 'The version that the change is based on' });
const VersionBody = Type.Object({ version: Version }, { additionalProperties: false });
const Severity = Type.Union([Type.Literal('refused'), Type.Literal('before-run')], { description: 'before-run: may be saved, must be mended before the optimiser may run' });
const GradedFault = Type.Object({ ...Fault.properties, severity: Severity });
const CampaignWithWarnings = Type.Object({ ...Campaign.properties, warnings: Type.Array(Fault, { description: 'What must be mended before the optimiser may run' }) });
const CampaignWithJob = Type.Object({ ...Campaign.properties, job: Job });
const CampaignSummary = Type.Object({
  id: Id,
  name: Type.String(),
  state: CampaignState,
  origin: Type.Union([Type.Literal('own'), Type.Literal('imported')]),
  goal: Type.Enum(goals),
  startsOn: Type.String(),
  weeks: Type.Integer(),
  updatedAt: Type.String(),
  approvedRunId: Type.Union([Id, Type.Null()]),
  hasReport: Type.Boolean(),
});
const tags = ['campaigns'];
const edit = { scope: 'campaigns' } as const;
const launch = { scope: 'launch' } as const;

/** The life of campaigns. Every change names the version that it is based on, so that nobody overwrites what they have not seen. */
export const campaignsRoutes = (container: Container): FastifyPluginAsyncTypebox => async (app) => {
  const { repository, jobs, now } = container;
  const audit = (request: FastifyRequest, action: string, id: string, details?: Record<string, unknown>) => recordAudit(container, request, `campaign.${action}`, id, details);

  app.get('/v1/campaigns', { config: edit, schema: { tags, summary: 'Campaigns, last changed first', response: { 200: Type.Array(CampaignSummary) } } }, async () => listCampaigns(repository));

  app.get('/v1/campaigns/:id', { config: edit, schema: { tags, summary: 'A campaign', params: ById, response: { 200: Campaign } } }, async ({ params }) => findCampaign(repository, params.id));

  app.post('/v1/campaigns/check', { config: { scope: 'campaigns', access: 'read' }, schema: { tags, summary: 'Check a draft without saving it', body: Type.Object({ draft: CampaignDraft }, { additionalProperties: false }), response: { 200: Type.Object({ faults: Type.Array(GradedFault) }) } } }, async ({ body }) => ({ faults: await checkCampaign(container, body.draft) }));

  app.post('/v1/campaigns', { config: edit, schema: { tags, summary: 'Create a campaign', body: Type.Object({ draft: CampaignDraft }, { additionalProperties: false }), response: { 201: CampaignWithWarnings } } }, async (request, reply) => {
    const warnings = await requireSavable(container, request.body.draft);
    const campaign = await addCampaign(repository, randomUUID(), request.body.draft, now());
    await audit(request, 'create', campaign.id);
    return reply.code(201).send({ ...campaign, warnings: warnings.map(ungraded) });
  });

  app.put('/v1/campaigns/:id', { config: edit, schema: { tags, summary: 'Save a draft', params: ById, body: Type.Object({ draft: CampaignDraft, version: Version }, { additionalProperties: false }), response: { 200: CampaignWithWarnings } } }, async (request) => {
    const { draft, version } = request.body;
    const warnings = await requireSavable(container, draft);
    const campaign = await changeCampaign(repository, request.params.id, version, ['draft'], { draft }, now());
    await audit(request, 'save', campaign.id, { version: campaign.version });
    return { ...campaign, warnings: warnings.map(ungraded) };
  });

  app.post('/v1/campaigns/:id/copy', { config: edit, schema: { tags, summary: 'Copy a campaign into a new draft', params: ById, response: { 201: Campaign } } }, async (request, reply) => {
    const source = await findCampaignRow(repository, request.params.id);
    const names = new Set((await listCampaigns(repository)).map((campaign) => campaign.name));
    const campaign = await addCampaign(repository, randomUUID(), { ...source.draft, name: nameOfCopy(source.draft.name, names) }, now());
    await audit(request, 'copy', campaign.id, { from: source.id });
    return reply.code(201).send(campaign);
  });

  app.delete('/v1/campaigns/:id', { config: edit, schema: { tags, summary: 'Delete a campaign that is not running, with its runs and plans', params: ById, response: { 204: Type.Null() } } }, async (request, reply) => {
    await deleteCampaign(container, request.params.id);
    await audit(request, 'delete', request.params.id);
    return reply.code(204).send(null);
  });

  app.post('/v1/campaigns/:id/approve', { config: launch, schema: { tags, summary: 'Approve the plan of a run', params: ById, body: Type.Object({ runId: Id, version: Version }, { additionalProperties: false }), response: { 200: Campaign } } }, async (request) => {
    const { runId, version } = request.body;
    const campaign = await approveCampaign(container, request.params.id, runId, version);
    await audit(request, 'approve', campaign.id, { runId });
    return campaign;
  });

  app.post('/v1/campaigns/:id/reopen', { config: launch, schema: { tags, summary: 'Take the approval back', params: ById, body: VersionBody, response: { 200: Campaign } } }, async (request) => {
    await refuseWhileLaunching(request.params.id);
    const campaign = await changeCampaign(repository, request.params.id, request.body.version, ['approved'], { state: 'draft', approvedRunId: null }, now());
    // A launch that failed half way may have set the plan aside.
    await releasePlan(container, campaign.id);
    await audit(request, 'reopen', campaign.id);
    return campaign;
  });

  app.post('/v1/campaigns/:id/launch', { config: launch, schema: { tags, summary: 'Launch an approved campaign', params: ById, body: VersionBody, response: { 202: CampaignWithJob } } }, async (request, reply) => {
    const row = await findCampaignRow(repository, request.params.id);
    requireVersion(row, request.body.version);
    requireState(row, ['approved']);
    const job = (await launchAtWork(row.id)) ?? (await jobs.create('launch', row.id));
    await audit(request, 'launch', row.id, { jobId: job.id, runId: row.approved_run_id });
    return reply.code(202).send({ ...(await findCampaign(repository, row.id)), job });
  });

  app.get('/v1/campaigns/:id/quota-check', { config: edit, schema: { tags, summary: 'What the approved plan needs of the company’s quotas, and whether they have it', params: ById, response: { 200: QuotaCheck } } }, async (request) => checkQuotasOf(container, request.params.id));

  for (const [move, from, to] of [['pause', 'launched', 'paused'], ['resume', 'paused', 'launched']] as const) {
    app.post(`/v1/campaigns/:id/${move}`, { config: launch, schema: { tags, summary: move === 'pause' ? 'Stop deciding and contacting for a while' : 'Go on after a pause', params: ById, body: VersionBody, response: { 200: Campaign } } }, async (request) => {
      const campaign = await changeCampaign(repository, request.params.id, request.body.version, [from], { state: to }, now());
      await setCampaignState(container, campaign.id, to);
      await audit(request, move, campaign.id);
      return campaign;
    });
  }

  app.post('/v1/campaigns/:id/finish', { config: launch, schema: { tags, summary: 'End a campaign', params: ById, body: VersionBody, response: { 200: Campaign } } }, async (request) => {
    const campaign = await changeCampaign(repository, request.params.id, request.body.version, ['launched', 'paused'], { state: 'finished' }, now());
    await setCampaignState(container, campaign.id, 'finished');
    await audit(request, 'finish', campaign.id);
    return campaign;
  });

  async function launchAtWork(id: string): Promise<Job | undefined> {
    return (await jobs.list({ subjectId: id, kind: 'launch' })).find((job) => job.state === 'waiting' || job.state === 'running');
  }

  async function refuseWhileLaunching(id: string): Promise<void> {
    const job = await launchAtWork(id);
    if (job) throw new ProblemError('wrong-state', 'The campaign is being launched: wait for it or cancel the launch first', { details: { jobId: job.id } });
  }
};

function ungraded({ path, code, message }: DraftFault): Fault {
  return { path, code, message };
}

/** "Spring (2)", or the next number that is free. */
function nameOfCopy(name: string, taken: ReadonlySet<string>): string {
  const base = name.replace(/ \(\d+\)$/, '').slice(0, 190);
  for (let number = 2; ; number++) {
    const candidate = `${base} (${number})`;
    if (!taken.has(candidate)) return candidate;
  }
}
