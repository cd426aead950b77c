import { analyticsSource, Fault, Source, SourceName, SourceSettings } from '@arbiter/contracts';
import { StrategyFailure } from '@arbiter/engine/strategy/strategy-services';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { Container } from '../../container.js';
import { ProblemError } from '../../http/problem-error.js';
import { SqlGateError } from '../../ports/sql-gate.js';
import { mostSchemaColumns } from '../../ports/sql-table.js';
import type {} from '../../http/route-access.js';
import { recordAudit } from '../audit/api.js';
import { checkSource, secretsOf } from './check-source.js';
import { findSource, listSources, removeSource, saveSource, usersOfSource, type StoredSource } from './sources.repository.js';

const tags = ['sources'];
const scope = 'admin' as const;
const readers = ['admin', 'strategies'] as const;
const mostPreviewRows = 200;
const ByName = Type.Object({ name: SourceName });
const Statement = Type.Object(
  { statement: Type.String({ minLength: 1, maxLength: 100_000 }), parameters: Type.Optional(Type.Record(Type.String({ maxLength: 63 }), Type.Object({ type: Type.String({ maxLength: 20 }) }, { additionalProperties: false }))) },
  { additionalProperties: false },
);

/** Named sources of SQL and HTTP nodes. */
export const sourcesRoutes = (container: Pick<Container, 'repository' | 'now' | 'config' | 'sources'>): FastifyPluginAsyncTypebox => async (app) => {
  const { repository, now, config, sources } = container;
  const shown = ({ name, description, settings, version, updatedAt }: StoredSource): Source => ({ name, description, settings, kind: settings.kind, version, updatedAt: updatedAt.toISOString(), missingSecrets: secretsOf(settings).filter((secret) => config.secretOf(secret) === undefined) });
  const own: Source = { name: analyticsSource, description: '', settings: null, kind: 'clickhouse', version: 0, updatedAt: null, missingSecrets: [] };
  const absent = (name: string) => new ProblemError('not-found', `There is no source ${JSON.stringify(name)}: list them with GET /v1/sources`);

  app.get('/v1/sources', { config: { scope: readers }, schema: { tags, summary: 'Sources that strategies may read and call', response: { 200: Type.Array(Source) } } }, async () => [own, ...(await listSources(repository)).map(shown)]);

  app.get('/v1/sources/:name', { config: { scope: readers }, schema: { tags, summary: 'A source', params: ByName, response: { 200: Source } } }, async ({ params: { name } }) => {
    if (name === analyticsSource) return own;
    const found = await findSource(repository, name);
    if (!found) throw absent(name);
    return shown(found);
  });

  app.put(
    '/v1/sources/:name',
    {
      config: { scope },
      schema: {
        tags,
        summary: 'Register a source (version 0) or change it',
        params: ByName,
        body: Type.Object({ description: Type.Optional(Type.String({ maxLength: 1_000 })), settings: SourceSettings, version: Type.Integer({ minimum: 0, maximum: 2 ** 31 - 2 }) }, { additionalProperties: false }),
        response: { 200: Source },
      },
    },
    async (request) => {
      const { name } = request.params;
      const { description = '', settings, version } = request.body;
      if (name === analyticsSource) throw new ProblemError('referenced', `"${analyticsSource}" is the product's own store: give the source another name`);
      const faults = checkSource(settings);
      if (faults.length > 0) throw new ProblemError('validation-failed', `The source ${JSON.stringify(name)} cannot be registered: ${faults[0]?.message}`, { faults });
      const saved = await saveSource(repository, { name, description, settings, version }, now());
      await sources.changed(name);
      await recordAudit(container, request, version === 0 ? 'source.create' : 'source.change', name, { kind: settings.kind, version: saved.version });
      return shown(saved);
    },
  );

  app.delete('/v1/sources/:name', { config: { scope }, schema: { tags, summary: 'Remove a source that no strategy speaks of', params: ByName, response: { 204: Type.Null() } } }, async (request, reply) => {
    const { name } = request.params;
    if (!(await findSource(repository, name))) throw absent(name);
    const users = await usersOfSource(repository, name);
    if (users.length > 0) throw new ProblemError('referenced', `The source ${JSON.stringify(name)} is used by the strategies ${users.map((user) => JSON.stringify(user.name)).join(', ')}: change them first`, { details: { users } });
    await removeSource(repository, name);
    await sources.changed(name);
    await recordAudit(container, request, 'source.delete', name);
    return reply.code(204).send(null);
  });

  app.post(
    '/v1/sources/:name/check',
    { config: { scope: readers, access: 'read' }, schema: { tags, summary: 'Find faults of a statement without running it', params: ByName, body: Statement, response: { 200: Type.Object({ ok: Type.Boolean(), faults: Type.Array(Fault) }) } } },
    async ({ params: { name }, body }) => {
      const parameters = Object.fromEntries(Object.entries(body.parameters ?? {}).map(([parameter, { type }]) => [parameter, { type, value: null }]));
      const faults = await asked(async () => (await sources.sql(name)).check({ statement: body.statement, parameters }));
      return { ok: faults.length === 0, faults };
    },
  );

  app.get(
    '/v1/sources/:name/schema',
    {
      config: { scope: readers },
      schema: {
        tags,
        summary: 'Tables and columns that statements on a source may read',
        description: `Of a large store the first ${mostSchemaColumns} columns.`,
        params: ByName,
        response: { 200: Type.Object({ dialect: Type.Enum(['clickhouse', 'postgresql']), tables: Type.Array(Type.Object({ name: Type.String(), columns: Type.Array(Type.Object({ name: Type.String(), type: Type.String() })) })) }) },
      },
    },
    async ({ params: { name } }) => {
      const stored = name === analyticsSource ? undefined : await findSource(repository, name);
      if (name !== analyticsSource && !stored) throw absent(name);
      if (stored?.settings.kind === 'http') throw new ProblemError('wrong-state', `The source ${JSON.stringify(name)} is a service, which has no tables: call it by an HTTP node`);
      const tables = await asked(async () => (await sources.sql(name)).tables());
      return { dialect: stored?.settings.kind === 'postgresql' ? ('postgresql' as const) : ('clickhouse' as const), tables };
    },
  );

  app.post(
    '/v1/sources/:name/preview',
    {
      config: { scope: 'strategies' },
      schema: {
        tags,
        summary: 'Run a statement on given values and see its first rows',
        description: 'Behind the same gate as in a strategy: one statement that only reads, within the limits of the source. `more` tells that there are further rows.',
        params: ByName,
        body: Type.Object(
          {
            statement: Type.String({ minLength: 1, maxLength: 100_000 }),
            parameters: Type.Optional(Type.Record(Type.String({ maxLength: 63 }), Type.Object({ type: Type.String({ maxLength: 20 }), value: Type.Unknown() }, { additionalProperties: false }))),
            rowLimit: Type.Optional(Type.Integer({ minimum: 1, maximum: mostPreviewRows, description: '50 unless told' })),
            timeoutMs: Type.Optional(Type.Integer({ minimum: 100, maximum: 10_000, description: '5,000 unless told' })),
          },
          { additionalProperties: false },
        ),
        response: { 200: Type.Object({ columns: Type.Array(Type.Object({ name: Type.String(), type: Type.String() })), rows: Type.Array(Type.Record(Type.String(), Type.Unknown())), more: Type.Boolean(), durationMs: Type.Number() }) },
      },
    },
    async ({ params: { name }, body: { statement, parameters = {}, rowLimit = 50, timeoutMs = 5_000 } }) => {
      const startedAt = performance.now();
      const { columns, rows } = await asked(async () => (await sources.sql(name)).run({ statement, parameters: Object.fromEntries(Object.entries(parameters).map(([key, { type, value }]) => [key, { type, value: value ?? null }])), rowLimit: rowLimit + 1, overflow: 'cut', timeoutMs }));
      return { columns, rows: rows.slice(0, rowLimit), more: rows.length > rowLimit, durationMs: Math.round(performance.now() - startedAt) };
    },
  );

  app.post(
    '/v1/sources/:name/try',
    { config: { scope }, schema: { tags, summary: 'See whether a source answers', params: ByName, response: { 200: Type.Object({ ok: Type.Boolean(), latencyMs: Type.Number(), message: Type.Union([Type.String(), Type.Null()]) }) } } },
    async ({ params: { name } }) => {
      const stored = name === analyticsSource ? undefined : await findSource(repository, name);
      if (name !== analyticsSource && !stored) throw absent(name);
      const startedAt = performance.now();
      const answer = await asked(async () => {
        if (stored?.settings.kind === 'http') await (await sources.http(name)).call({ method: 'GET', url: '', headers: {}, timeoutMs: 5_000, cacheMs: 0 });
        else await (await sources.sql(name)).run({ statement: 'SELECT 1 AS one', parameters: {}, rowLimit: 1, timeoutMs: 5_000 });
      }).then(() => null, (error: unknown) => (error instanceof Error ? error.message : String(error)));
      return { ok: answer === null, latencyMs: Math.round(performance.now() - startedAt), message: answer };
    },
  );
};

/** What a source says against a request, as an answer of the API. */
async function asked<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof StrategyFailure) throw new ProblemError(error.code === 'source-unknown' ? 'not-found' : 'unavailable', error.message, { cause: error });
    if (error instanceof SqlGateError) throw error.code === 'sql-refused' ? new ProblemError('validation-failed', error.message, { faults: [{ path: '/statement', code: error.code, message: error.message }], cause: error }) : new ProblemError('unavailable', error.message, { cause: error });
    throw error;
  }
}
