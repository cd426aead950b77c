import { Id, NodeId, StrategyDocument } from '@arbiter/contracts';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { bodyLimits } from '../../config/body-limits.js';
import type { Container } from '../../container.js';
import { tryNode } from './try-node.js';

const Anything = Type.Unknown();
const Told = Type.Object({ code: Type.String(), message: Type.String() });
const Outcome = Type.Object({ decision: Anything, action: Type.Union([Type.String(), Type.Null()]), channel: Type.Union([Type.String(), Type.Null()]), terms: Type.Record(Type.String(), Anything), reasonCodes: Type.Array(Type.String()) });
const Failure = Type.Object({ code: Type.String(), message: Type.String(), nodeId: Type.Union([Type.String(), Type.Null()]), faults: Type.Optional(Type.Array(Anything)), details: Type.Optional(Type.Record(Type.String(), Anything)) });

/** Trial of a single node of a draft. */
export const tryNodeRoutes = (container: Container): FastifyPluginAsyncTypebox => async (app) => {
  app.post(
    '/v1/nodes/try',
    {
      config: { scope: 'strategies' },
      bodyLimit: bodyLimits.document,
      schema: {
        tags: ['strategy calls'],
        summary: 'Try one node of a draft on given values',
        description: 'Evaluates the node alone with the services and limits of a run; nothing is recorded. `values` are JSON values of names in reach of the node, elements of loops too. Only the node itself must be sound: its faults are answered with 400 and JSON pointers below the node (`/settings/…`).',
        body: Type.Object(
          {
            document: StrategyDocument,
            place: Type.Optional(Type.Array(NodeId, { maxItems: 32, description: 'Loops to step into, from the outside in' })),
            nodeId: NodeId,
            values: Type.Record(Type.String({ maxLength: 64 }), Anything),
            itemId: Type.Optional(Id),
            timeZone: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
          },
          { additionalProperties: false },
        ),
        response: { 200: Type.Object({ port: Type.Union([Type.String(), Type.Null()]), written: Type.Record(Type.String(), Anything), note: Anything, error: Type.Union([Told, Type.Null()]), outcome: Type.Union([Outcome, Type.Null()]), failure: Type.Union([Failure, Type.Null()]), durationMs: Type.Number() }) },
      },
    },
    ({ body: { document, place = [], ...rest } }) => tryNode(container, { ...rest, document: document as import('@arbiter/contracts').StrategyDocument, place }),
  );
};
