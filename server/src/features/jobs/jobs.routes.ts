import { PassThrough } from 'node:stream';
import { Id, Job, jobKinds, type Scope } from '@arbiter/contracts';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { Container } from '../../container.js';
import { isPermitted } from '../../http/permissions.js';
import { ProblemError } from '../../http/problem-error.js';
import type {} from '../../http/route-access.js';

const tags = ['jobs'];
/** Whoever may see one of the things that jobs work on may see jobs; stopping one needs to write the very thing. */
const scope = ['data', 'campaigns', 'launch', 'reports', 'strategies'] as const;
/** Exports hold different things; whoever asked for one may stop it by deleting it. */
const scopeOfKind: Record<Job['kind'], Scope | readonly Scope[]> = { import: 'data', demo: 'data', optimise: 'campaigns', 'what-if': 'campaigns', export: ['campaigns', 'launch', 'reports'], launch: 'launch', refresh: 'launch', profiles: 'data', batch: 'strategies', 'batch-share': 'strategies' };
const heartbeatMs = 15_000;
/** A reader that takes nothing is let go; it finds the present state when it comes back. */
const mostUnreadBytes = 256 * 1024;

const Params = Type.Object({ id: Id });

export const jobsRoutes = ({ jobs }: Pick<Container, 'jobs'>): FastifyPluginAsyncTypebox => async (app) => {
  const streams = new Set<PassThrough>();
  const required = async (id: string): Promise<Job> => {
    const job = await jobs.find(id);
    if (job === undefined) throw new ProblemError('not-found', `There is no job ${JSON.stringify(id)}: list them with GET /v1/jobs`);
    return job;
  };

  app.get(
    '/v1/jobs',
    {
      config: { scope },
      schema: {
        tags,
        summary: 'Jobs, newest first (at most 200)',
        querystring: Type.Object({ subjectId: Type.Optional(Id), kind: Type.Optional(Type.Enum(jobKinds)) }),
        response: { 200: Type.Array(Job) },
      },
    },
    ({ query }) => jobs.list(query),
  );

  app.get('/v1/jobs/:id', { config: { scope }, schema: { tags, summary: 'One job', params: Params, response: { 200: Job } } }, ({ params }) => required(params.id));

  app.post(
    '/v1/jobs/:id/cancel',
    { config: { scope }, schema: { tags, summary: 'Ask a job to stop', params: Params, response: { 200: Job } } },
    async ({ params, principal }) => {
      const { kind } = await required(params.id);
      if (principal === null || !isPermitted(principal, scopeOfKind[kind], 'write')) {
        throw new ProblemError('not-permitted', `Stopping a job of the kind ${kind} needs permission to write ${[scopeOfKind[kind]].flat().join(' or ')}`);
      }
      return jobs.cancel(params.id);
    },
  );

  app.post(
    '/v1/jobs/:id/end-early',
    { config: { scope }, schema: { tags, summary: 'Ask a running job to end soon with what it has', description: 'A run of the optimiser ends with the best plan so far. Work that has nothing to show before its end goes on.', params: Params, response: { 200: Job } } },
    async ({ params, principal }) => {
      const { kind } = await required(params.id);
      if (principal === null || !isPermitted(principal, scopeOfKind[kind], 'write')) {
        throw new ProblemError('not-permitted', `Ending a job of the kind ${kind} needs permission to write ${[scopeOfKind[kind]].flat().join(' or ')}`);
      }
      return jobs.endEarly(params.id);
    },
  );

  app.get(
    '/v1/jobs/:id/events',
    {
      config: { scope },
      schema: {
        tags,
        summary: 'The job and each change of it, as server-sent events; ends with the job',
        description: 'Events are named `job`, their data is a Job. The stream begins with the present state and ends after a final one.',
        params: Params,
        produces: ['text/event-stream'],
      },
    },
    async ({ params }, reply) => {
      await required(params.id);
      const stream = new PassThrough();
      streams.add(stream);
      // EventSource connects anew when a stream ends; 204 would be needed to stop it, so the page closes it on a final state.
      stream.write('retry: 2000\n\n');
      const stop = jobs.watch(params.id, (job) => {
        if (stream.writableLength > mostUnreadBytes) return void stream.destroy();
        stream.write(`event: job\ndata: ${JSON.stringify(job)}\n\n`);
        if (job.state !== 'waiting' && job.state !== 'running') stream.end();
      });
      // Comments keep proxies from closing a silent connection, and tell this side when the reader is gone.
      const heartbeat = setInterval(() => stream.write(': still here\n\n'), heartbeatMs);
      stream.once('close', () => {
        stop();
        clearInterval(heartbeat);
        streams.delete(stream);
      });
      return reply.header('content-type', 'text/event-stream; charset=utf-8').header('cache-control', 'no-store').header('x-accel-buffering', 'no').send(stream);
    },
  );

  // Open streams would keep the server from closing.
  app.addHook('preClose', async () => {
    for (const stream of streams) stream.end();
  });
};
