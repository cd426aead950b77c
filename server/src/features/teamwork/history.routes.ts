import { HistoryEntry, Id, ItemDocument, ItemState } from '@arbiter/contracts';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { Container } from '../../container.js';
import { ProblemError } from '../../http/problem-error.js';
import { actorOf } from '../../http/route-access.js';
import { recordAudit } from '../audit/api.js';
import { findItem, saveItem } from '../projects/api.js';
import { readActors } from '../../repository/read-actors.js';

const tags = ['teamwork'];
const config = { scope: 'strategies' } as const;
const RevisionNumber = Type.Integer({ minimum: 1, maximum: 2 ** 31 - 2 });
const ById = Type.Object({ id: Id });
const ByState = Type.Object({ id: Id, revision: RevisionNumber });
const columns = ['revision', 'author', 'first_at', 'at', 'saves', 'origin', 'restored', 'name', 'faults'] as const;

/** What was of an item: every state of its draft that is kept, and its registered versions. */
export const historyRoutes = (container: Pick<Container, 'repository' | 'now'> & Partial<Pick<Container, 'python'>>): FastifyPluginAsyncTypebox => async (app) => {
  const { repository } = container;

  const findState = async (id: string, revision: number): Promise<ItemState & { document: unknown }> => {
    await findItem(repository, id);
    const row = await repository.selectFrom('item_states').select([...columns, 'document']).where('item_id', '=', id).where('revision', '=', revision).executeTakeFirst();
    if (!row) throw new ProblemError('not-found', `Item "${id}" has no kept state ${revision}: states of one person within two minutes are kept as one; list them with GET /v1/items/${id}/history`);
    const actor = await readActors(repository, [row.author]);
    const { document, author, first_at, at, ...rest } = row;
    return { ...rest, author: actor(author), firstAt: first_at.toISOString(), at: at.toISOString(), document };
  };

  app.get(
    '/v1/items/:id/history',
    {
      config,
      schema: {
        tags,
        summary: 'Kept states of the draft and registered versions, newest first',
        description: 'Saves of one person within two minutes are one state. An item keeps its last 200 states, of older ones the last of each day, 1,000 in all, and every state with a name.',
        params: ById,
        querystring: Type.Object({ limit: Type.Integer({ minimum: 1, maximum: 500, default: 100 }), offset: Type.Integer({ minimum: 0, maximum: 100_000, default: 0 }) }),
        response: { 200: Type.Object({ total: Type.Integer(), entries: Type.Array(HistoryEntry) }) },
      },
    },
    async ({ params: { id }, query: { limit, offset } }) => {
      await findItem(repository, id);
      const states = await repository.selectFrom('item_states').select(columns).where('item_id', '=', id).execute();
      const versions = await repository.selectFrom('item_versions').select(['version', 'author', 'comment', 'content_hash', 'created_at']).where('item_id', '=', id).execute();
      const actor = await readActors(repository, [...states, ...versions].map(({ author }) => author));
      const entries: HistoryEntry[] = [
        ...versions.map(({ version, author, comment, content_hash, created_at }) => ({ kind: 'version' as const, version, author: actor(author), at: created_at.toISOString(), comment, contentHash: content_hash })),
        ...states.map(({ author, first_at, at, ...rest }) => ({ kind: 'state' as const, ...rest, author: actor(author), firstAt: first_at.toISOString(), at: at.toISOString() })),
      ];
      const place = (entry: HistoryEntry): number => (entry.kind === 'state' ? entry.revision : entry.version);
      entries.sort((a, b) => (a.at !== b.at ? (a.at < b.at ? 1 : -1) : a.kind !== b.kind ? (a.kind === 'version' ? -1 : 1) : place(b) - place(a)));
      return { total: entries.length, entries: entries.slice(offset, offset + limit) };
    },
  );

  app.get('/v1/items/:id/states/:revision', { config, schema: { tags, summary: 'A kept state with its document', params: ByState, response: { 200: Type.Object({ ...ItemState.properties, document: ItemDocument }) } } }, ({ params }) => findState(params.id, params.revision));

  app.put('/v1/items/:id/states/:revision', { config, schema: { tags, summary: 'Name a kept state', description: 'A state with a name is kept for good; an empty name takes that back.', params: ByState, body: Type.Object({ name: Type.String({ maxLength: 200 }) }, { additionalProperties: false }), response: { 200: ItemState } } }, async (request) => {
    const { id, revision } = request.params;
    await repository.updateTable('item_states').set({ name: request.body.name.trim() }).where('item_id', '=', id).where('revision', '=', revision).execute();
    const { document: _document, ...state } = await findState(id, revision);
    await recordAudit(container, request, 'item.name-state', id, { revision });
    return state;
  });

  app.post(
    '/v1/items/:id/states/:revision/restore',
    { config, schema: { tags, summary: 'Bring a kept state back as the next draft', description: 'The draft becomes what it was, to the byte. `revision` is the present one; another save that came first is answered with 409 `stale-version`.', params: ByState, body: Type.Object({ revision: RevisionNumber }, { additionalProperties: false }), response: { 200: Type.Object({ revision: Type.Integer(), document: ItemDocument }) } } },
    async (request) => {
      const { id, revision } = request.params;
      const { document } = await findState(id, revision);
      const { item } = await saveItem(container, id, { document, revision: request.body.revision, restored: revision }, actorOf(request.principal));
      return { revision: item.revision, document: item.document };
    },
  );
};
