import { DocumentDifference, EndpointName, Environment, Id, scopes } from '@arbiter/contracts';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { bodyLimits } from '../../config/body-limits.js';
import type { Container } from '../../container.js';
import { toProblem } from '../../http/error-plugin.js';
import { ProblemError } from '../../http/problem-error.js';
import { decisionServiceOf } from '../decisions/api.js';
import { livePublicationsOf } from '../publications/api.js';
import { StrategyCalls, enter, findCallable, type StrategyDecision } from './call-strategy.js';
import { findCall, listCalls } from './find-call.js';
import { replayCall } from './replay-call.js';
import { runItem } from './run-item.js';

const tags = ['strategy calls'];
/** A publication names the scope that its callers need, so that any of them may come this far. */
const calling = { scope: scopes, access: 'read' } as const;
const config = { scope: ['decisions', 'strategies'] as const, access: 'read' } as const;
const mostInputs = 1_000;
const mostAtOnce = 64;

const ByEndpoint = Type.Object({ endpoint: EndpointName });
const ByDecision = Type.Object({ endpoint: EndpointName, id: Id });
const InEnvironment = Type.Object({ environment: Type.Optional(Environment) });
const Anything = Type.Unknown();
const Outcome = Type.Object({ decision: Anything, action: Type.Union([Type.String(), Type.Null()]), channel: Type.Union([Type.String(), Type.Null()]), terms: Type.Record(Type.String(), Anything), reasonCodes: Type.Array(Type.String()) });
const Trace = Type.Array(Type.Unknown({ description: 'One visit of a node: path, nodeId, port, startMs, durationMs, written, note, error' }));
const Answered = {
  decisionId: Type.String(), endpoint: Type.String(), environment: Environment, strategy: Type.Object({ id: Id, name: Type.String() }), version: Type.Integer(), arm: Type.String(),
  outputs: Type.Record(Type.String(), Anything), outcome: Outcome, trace: Type.Optional(Trace), durationMs: Type.Number(),
};
const Input = Type.Unknown({ description: 'Inputs of the strategy by name; see …/schema' });
const Answer = Type.Union([Type.Null(), Type.Object({ outputs: Type.Record(Type.String(), Anything), outcome: Outcome })]);
const Failure = Type.Union([Type.Null(), Type.Object({ code: Type.String(), message: Type.String(), nodeId: Type.Union([Type.String(), Type.Null()]), faults: Type.Optional(Type.Array(Anything)), details: Type.Optional(Type.Record(Type.String(), Anything)) })]);
const Recorded = Type.Object({
  decisionId: Type.String(), at: Type.String(), timeZone: Type.String(), endpoint: Type.String(), environment: Environment, publicationId: Type.String(), revision: Type.Integer(), strategyId: Type.String(), version: Type.Integer(), contentHash: Type.String(),
  arm: Type.String(), caller: Type.String(), input: Type.Optional(Anything), answer: Answer, failure: Failure, trace: Type.Optional(Trace), durationMs: Type.Number(),
});
const Replayed = Type.Object({
  decisionId: Type.String(), strategy: Type.Object({ id: Id, name: Type.String() }), version: Type.Integer(), at: Type.String(), same: Type.Boolean(), difference: Type.Array(DocumentDifference),
  asksOutside: Type.Boolean({ description: 'The strategy asks services outside, which may answer otherwise by now' }), answer: Answer, failure: Failure, trace: Trace,
});
type Found = Awaited<ReturnType<typeof findCall>>;
const shown = ({ kind: _kind, nowMs, durationUs, ...rest }: Found) => ({ ...rest, at: new Date(nowMs).toISOString(), durationMs: durationUs / 1000 });

/** Online evaluation of what is published, its records, and their repetition. */
export const strategyCallsRoutes = (container: Container): FastifyPluginAsyncTypebox => async (app) => {
  const publications = livePublicationsOf(container);
  const calls = new StrategyCalls(container);
  const journal = decisionServiceOf(container);
  app.addHook('onReady', async () => {
    await publications.start();
    await journal.start();
  });
  app.addHook('onClose', async () => {
    await publications.stop();
    await journal.stop();
  });

  app.post(
    '/v1/strategies/:endpoint/decisions',
    {
      config: calling,
      bodyLimit: bodyLimits.document,
      schema: {
        tags,
        summary: 'Ask a published strategy',
        description: 'One version answers, and the answer names it. `environment` is `production` unless told. An input that is not as the schema says is refused with 400 and JSON pointers; an evaluation that fails with 422 `evaluation-failed`, whose details name the node.',
        params: ByEndpoint,
        querystring: InEnvironment,
        body: Type.Object({ input: Input, trace: Type.Optional(Type.Boolean({ description: 'Answers the path through the graph too' })) }, { additionalProperties: false }),
        response: { 200: Type.Object(Answered) },
      },
    },
    async ({ params, query, body, principal }) => {
      const live = findCallable(publications, query.environment ?? 'production', params.endpoint, principal, container.now().getTime());
      enter(live, 1);
      try {
        const outcome = await calls.answer(live, body, principal);
        if (!outcome.ok) throw outcome.problem;
        return outcome.decision;
      } finally {
        live.gate.leave();
      }
    },
  );

  app.post(
    '/v1/strategies/:endpoint/decisions/batch',
    {
      config: calling,
      bodyLimit: bodyLimits.batch,
      schema: {
        tags,
        summary: `Ask a published strategy for up to ${mostInputs} inputs`,
        description: 'Answers in the order of the inputs, all by one revision of the publication. Each is an answer, or the problem of its input.',
        params: ByEndpoint,
        querystring: InEnvironment,
        body: Type.Object({ inputs: Type.Array(Input, { minItems: 1, maxItems: mostInputs }), trace: Type.Optional(Type.Boolean()) }, { additionalProperties: false }),
        response: { 200: Type.Object({ answers: Type.Array(Type.Union([Type.Object({ ok: Type.Literal(true), ...Answered }), Type.Object({ ok: Type.Literal(false), problem: Anything })])) }) },
      },
    },
    async ({ params, query, body, principal, id }) => {
      const live = findCallable(publications, query.environment ?? 'production', params.endpoint, principal, container.now().getTime());
      enter(live, body.inputs.length);
      const answers: ({ ok: true } & StrategyDecision | { ok: false; problem: object })[] = [];
      try {
        for (let at = 0; at < body.inputs.length; at += mostAtOnce) {
          const part = body.inputs.slice(at, at + mostAtOnce);
          const outcomes = await Promise.all(part.map((input) => calls.answer(live, { input, trace: body.trace }, principal)));
          for (const outcome of outcomes) answers.push(outcome.ok ? { ok: true, ...outcome.decision } : { ok: false, problem: toProblem(outcome.problem, `urn:request:${id}`) });
        }
      } finally {
        live.gate.leave();
      }
      return { answers };
    },
  );

  app.post(
    '/v1/items/:id/run',
    {
      config: { scope: 'strategies' },
      bodyLimit: bodyLimits.document,
      schema: {
        tags,
        summary: 'Try a draft or a version of a strategy on one input',
        description: 'With its trace; nothing is recorded. Nodes that ask services outside ask them.',
        params: Type.Object({ id: Id }),
        body: Type.Object({ input: Input, version: Type.Optional(Type.Integer({ minimum: 1, maximum: 2 ** 31 - 1 })), at: Type.Optional(Type.String({ format: 'date-time', description: 'The instant that the strategy sees' })), timeZone: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })) }, { additionalProperties: false }),
        response: { 200: Type.Object({ answer: Answer, failure: Failure, trace: Trace, durationMs: Type.Number() }) },
      },
    },
    ({ params, body }) => runItem(container, params.id, body),
  );

  app.get('/v1/strategies/:endpoint/schema', { config: calling, schema: { tags, summary: 'JSON Schema of what a published strategy takes and answers, by arm', params: ByEndpoint, querystring: InEnvironment, response: { 200: Type.Array(Type.Object({ arm: Type.String(), version: Type.Integer(), input: Type.Record(Type.String(), Anything), output: Type.Record(Type.String(), Anything) })) } } }, async ({ params, query }) => {
    const environment = query.environment ?? 'production';
    const live = publications.find(environment, params.endpoint);
    if (!live) throw new ProblemError('not-published', `Nothing answers as "${params.endpoint}" in ${environment}: see GET /v1/publications for what does`);
    return live.arms.map(({ arm, version, compiled }) => ({ arm, version, input: { ...compiled.inputSchema }, output: { ...compiled.outputSchema } }));
  });

  app.get(
    '/v1/strategies/:endpoint/decisions',
    {
      config,
      schema: {
        tags,
        summary: 'Recorded decisions, newest first',
        description: 'Those of the last moments may still be on their way.',
        params: ByEndpoint,
        querystring: Type.Object({
          environment: Type.Optional(Environment),
          version: Type.Optional(Type.Integer({ minimum: 1, maximum: 2 ** 31 - 1 })),
          arm: Type.Optional(Type.String({ maxLength: 64 })),
          action: Type.Optional(Type.String({ maxLength: 200 })),
          ok: Type.Optional(Type.Boolean()),
          from: Type.Optional(Type.String({ format: 'date-time' })),
          to: Type.Optional(Type.String({ format: 'date-time' })),
          before: Type.Optional(Type.String({ maxLength: 64, description: 'Identifier of the last decision of the page before' })),
          limit: Type.Integer({ minimum: 1, maximum: 500, default: 50 }),
        }),
        response: { 200: Type.Array(Recorded) },
      },
    },
    async ({ params, query }) => (await listCalls(container, params.endpoint, query)).map(shown),
  );

  app.get('/v1/strategies/:endpoint/decisions/:id', { config, schema: { tags, summary: 'A recorded decision', params: ByDecision, response: { 200: Recorded } } }, async ({ params }) => shown(await findCall(container, params.endpoint, params.id)));

  app.post('/v1/strategies/:endpoint/decisions/:id/replay', { config, schema: { tags, summary: 'Repeat a recorded decision with its trace', description: 'Evaluates the recorded input on the recorded version at the recorded instant, and says whether the same comes out.', params: ByDecision, response: { 200: Replayed } } }, ({ params }) => replayCall(container, params.endpoint, params.id));
};
