import { Board, BoardDocument, BoardSummary, Id, Tile } from '@arbiter/contracts';
import { builtInBoards } from '@arbiter/reports/boards/built-in-boards';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { Container } from '../../container.js';
import { ProblemError } from '../../http/problem-error.js';
import { recordAudit } from '../audit/api.js';
import { sourceCheck } from '../report-tables/api.js';
import { annotationsRoutes } from './annotations.routes.js';
import { requireValidBoard, requireValidTile } from './check-board.js';
import { readerOf } from './reader-of.js';
import { builtInBoard as builtIn, findBoard, storedBoard as stored } from './find-board.js';
import { ReportDocuments } from './report-documents.repository.js';
import { savedQueriesRoutes } from './saved-queries.routes.js';

const tags = ['boards'];
const config = { scope: 'reports' } as const;
const ById = Type.Object({ id: Id });
const Version = Type.Integer({ minimum: 0, maximum: 2 ** 31 - 2, description: 'The version that the change is based on' });
const Save = Type.Object({ version: Version, document: BoardDocument }, { additionalProperties: false });
const mostTiles = 60;
const mostPinTurns = 5;

function summary({ document: { title, description, shared, tiles }, ...board }: Board): BoardSummary {
  return { ...board, title, ...(description === undefined ? {} : { description }), shared, tiles: tiles.length };
}

/** Boards: those that come with the product and those of people, with saved questions and notes beside them. */
export const boardsRoutes = (container: Container): FastifyPluginAsyncTypebox => async (app) => {
  const { repository, now } = container;
  const boards = new ReportDocuments<BoardDocument>(repository, 'board', now);
  await app.register(savedQueriesRoutes(container));
  await app.register(annotationsRoutes(container));

  app.get('/v1/boards', { config, schema: { tags, summary: 'Boards: those of the product, then one’s own and shared ones, the latest change first', response: { 200: Type.Array(BoardSummary) } } }, async (request) => {
    const own = await boards.list(readerOf(request));
    return [...Object.keys(builtInBoards).flatMap((id) => builtIn(id) ?? []), ...own.map(stored)].map(summary);
  });

  app.get('/v1/boards/:id', { config, schema: { tags, summary: 'A board', params: ById, response: { 200: Board } } }, async (request) => {
    const { id } = request.params;
    return findBoard(container, id, readerOf(request));
  });

  app.post('/v1/boards', { config, schema: { tags, summary: 'Make a board', body: Type.Object({ document: BoardDocument }, { additionalProperties: false }), response: { 201: Board } } }, async (request, reply) => {
    await requireValidBoard(request.body.document, await sourceCheck(container));
    const made = await boards.add(request.body.document, readerOf(request));
    await recordAudit(container, request, 'boards.create', made.id, { tiles: made.document.tiles.length, shared: made.document.shared });
    return reply.code(201).send(stored(made));
  });

  app.put('/v1/boards/:id', { config, schema: { tags, summary: 'Change a board', description: 'A board of the product stays as it is: the change is saved as a copy of one’s own, and the answer is 201 with its identifier. When another change came first the answer is 409 `stale-version` with the present board in its details.', params: ById, body: Save, response: { 200: Board, 201: Board } } }, async (request, reply) => {
    const { params: { id }, body: { version, document } } = request;
    await requireValidBoard(document, await sourceCheck(container));
    if (builtIn(id)) {
      const copy = await boards.add(document, readerOf(request));
      await recordAudit(container, request, 'boards.copy', copy.id, { of: id });
      return reply.code(201).send(stored(copy));
    }
    const changed = await boards.change(id, version, document, readerOf(request));
    await recordAudit(container, request, 'boards.change', id, { version: changed.version, tiles: document.tiles.length, shared: document.shared });
    return stored(changed);
  });

  app.post('/v1/boards/:id/copy', { config, schema: { tags, summary: 'Make a copy of one’s own', description: 'Private unless `shared` says otherwise.', params: ById, body: Type.Object({ title: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })), shared: Type.Optional(Type.Boolean()) }, { additionalProperties: false }), response: { 201: Board } } }, async (request, reply) => {
    const { params: { id }, body: { title, shared = false } } = request;
    const reader = readerOf(request);
    const { document } = await findBoard(container, id, reader);
    const copy = await boards.add({ ...document, ...(title === undefined ? {} : { title }), shared }, reader);
    await recordAudit(container, request, 'boards.copy', copy.id, { of: id });
    return reply.code(201).send(stored(copy));
  });

  app.post('/v1/boards/:id/tiles', { config, schema: { tags, summary: 'Pin a tile to the end of a board', description: 'Where the board has a tile of this identifier already, the new one gets another.', params: ById, body: Type.Object({ tile: Tile }, { additionalProperties: false }), response: { 200: Board } } }, async (request) => {
    const { params: { id }, body: { tile } } = request;
    if (builtIn(id)) throw new ProblemError('immutable', `The board "${id}" comes with the product: make a copy with POST /v1/boards/${id}/copy and pin to that`);
    await requireValidTile(tile, await sourceCheck(container));
    const reader = readerOf(request);
    for (let turn = 1; ; turn += 1) {
      const { version, document } = await boards.get(id, reader);
      if (document.tiles.length >= mostTiles) throw new ProblemError('too-large', `The board "${id}" has ${document.tiles.length} tiles, which is the most: remove one, or pin to another board`);
      const tiles = [...document.tiles, { ...tile, id: freeId(tile.id, document.tiles) }];
      try {
        const changed = await boards.change(id, version, { ...document, tiles }, reader);
        await recordAudit(container, request, 'boards.pin', id, { version: changed.version, tiles: tiles.length });
        return stored(changed);
      } catch (error) {
        // Two people pin at once: the later one goes to the end of what is there by then.
        if (!(error instanceof ProblemError && error.code === 'stale-version') || turn === mostPinTurns) throw error;
      }
    }
  });

  app.delete('/v1/boards/:id', { config, schema: { tags, summary: 'Delete a board', params: ById, querystring: Type.Object({ version: Type.Optional(Version) }, { additionalProperties: false }), response: { 204: Type.Null() } } }, async (request, reply) => {
    const { id } = request.params;
    if (builtIn(id)) throw new ProblemError('immutable', `The board "${id}" comes with the product and cannot be deleted`);
    await boards.remove(id, request.query.version, readerOf(request));
    await recordAudit(container, request, 'boards.delete', id);
    return reply.code(204).send(null);
  });
};

function freeId(wished: string, tiles: readonly Tile[]): string {
  const taken = new Set(tiles.map(({ id }) => id));
  let id = wished;
  for (let number = 2; taken.has(id); number += 1) id = `${wished.slice(0, 120)}-${number}`;
  return id;
}
