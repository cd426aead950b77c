import { Id, Instant, ReportSchedule, ReportScheduleDocument, ReportSending } from '@arbiter/contracts';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { Container } from '../../container.js';
import { ProblemError } from '../../http/problem-error.js';
import { recordAudit } from '../audit/api.js';
import { configurationOf } from '../configuration/api.js';
import { fileReaderOf, requireTimeZone } from '../report-files/api.js';
import { requireValidSchedule } from './check-schedule.js';
import { ReportScheduler } from './report-scheduler.js';
import { nextReportAt } from './schedule-times.js';
import { addSchedule, addSending, changeSchedule, listSchedules, listSendings, removeSchedule, requireSchedule } from './schedules.repository.js';

const tags = ['reports'];
const config = { scope: 'reports' } as const;
const ById = Type.Object({ id: Id });
const Way = Type.Object({ id: Type.String(), kind: Type.Enum(['e-mail', 's3'] as const), active: Type.Boolean() });
const mostPreviewed = 3;

/** Reports that are sent at their times: by mail, or to S3. */
export const reportSchedulesRoutes = (container: Container): FastifyPluginAsyncTypebox => async (app) => {
  const { repository, now } = container;
  if (container.config.role !== 'api') {
    const scheduler = new ReportScheduler(container);
    app.addHook('onReady', async () => scheduler.start());
    app.addHook('onClose', () => scheduler.stop());
  }

  app.get('/v1/report-schedules', { config, schema: { tags, summary: 'One’s own report schedules; an admin sees everybody’s', response: { 200: Type.Array(ReportSchedule) } } }, ({ principal }) => listSchedules(repository, fileReaderOf(principal)));

  app.get('/v1/report-schedules/ways', { config, schema: { tags, summary: 'Ways of delivery that reports can go by', response: { 200: Type.Array(Way) } } }, async () =>
    configurationOf(container).current().of('delivery-ways').flatMap(({ id, document }) => (document.way.kind === 'smtp' || document.way.kind === 's3' ? [{ id, kind: document.way.kind === 'smtp' ? ('e-mail' as const) : ('s3' as const), active: document.active }] : [])));

  app.post('/v1/report-schedules/next-times', { config: { scope: 'reports', access: 'read' }, schema: { tags, summary: 'The next three times of a schedule', body: ReportScheduleDocument.properties.at, response: { 200: Type.Array(Instant) } } }, async ({ body }) => {
    requireTimeZone(body.timeZone);
    const times: Date[] = [];
    for (let after = now(); times.length < mostPreviewed; after = times.at(-1) ?? after) times.push(nextReportAt(body, after));
    return times.map((time) => time.toISOString());
  });

  app.get('/v1/report-schedules/:id', { config, schema: { tags, summary: 'A report schedule', params: ById, response: { 200: ReportSchedule } } }, ({ params, principal }) => requireSchedule(repository, params.id, fileReaderOf(principal)));

  app.post('/v1/report-schedules', { config, schema: { tags, summary: 'Have a report sent at its times', description: 'Made with the rights that its owner has each time that it runs.', body: Type.Object({ document: ReportScheduleDocument }, { additionalProperties: false }), response: { 201: ReportSchedule } } }, async (request, reply) => {
    const reader = fileReaderOf(request.principal);
    await requireValidSchedule(container, request.body.document, reader);
    const made = await addSchedule(repository, request.body.document, reader, now());
    await recordAudit(container, request, 'report-schedules.create', made.id, { title: made.document.title, to: made.document.to });
    return reply.code(201).send(made);
  });

  app.put('/v1/report-schedules/:id', { config, schema: { tags, summary: 'Change, pause or go on with a report schedule', params: ById, body: Type.Object({ version: Type.Integer({ minimum: 1 }), document: ReportScheduleDocument }, { additionalProperties: false }), response: { 200: ReportSchedule } } }, async (request) => {
    const { params: { id }, body: { version, document } } = request;
    const reader = fileReaderOf(request.principal);
    await requireSchedule(repository, id, reader);
    await requireValidSchedule(container, document, reader);
    const changed = await changeSchedule(repository, id, version, document, reader, now());
    await recordAudit(container, request, 'report-schedules.change', id, { version: changed.version, enabled: document.enabled, to: document.to });
    return changed;
  });

  app.delete('/v1/report-schedules/:id', { config, schema: { tags, summary: 'Delete a report schedule with its history', params: ById, response: { 204: Type.Null() } } }, async (request, reply) => {
    await removeSchedule(repository, request.params.id, fileReaderOf(request.principal));
    await recordAudit(container, request, 'report-schedules.delete', request.params.id);
    return reply.code(204).send(null);
  });

  app.get('/v1/report-schedules/:id/sendings', { config, schema: { tags, summary: 'What became of the last times (at most 50)', params: ById, response: { 200: Type.Array(ReportSending) } } }, async ({ params, principal }) => {
    await requireSchedule(repository, params.id, fileReaderOf(principal));
    return listSendings(repository, params.id);
  });

  app.post('/v1/report-schedules/:id/sendings', { config, schema: { tags, summary: 'Send it now', params: ById, response: { 202: ReportSending } } }, async (request, reply) => {
    const schedule = await requireSchedule(repository, request.params.id, fileReaderOf(request.principal));
    const open = (await listSendings(repository, schedule.id)).some(({ endedAt }) => endedAt === null);
    if (open) throw new ProblemError('wrong-state', `The report "${schedule.document.title}" is being sent right now: wait for it`);
    const sending = await addSending(repository, schedule, { dueAt: null, askedBy: fileReaderOf(request.principal).actor, now: now() });
    if (!sending) throw new ProblemError('wrong-state', 'It is being sent right now: wait for it');
    await recordAudit(container, request, 'report-schedules.send', schedule.id, { sendingId: sending.id });
    return reply.code(202).send(sending);
  });
};
