import { CustomerId, EventRecord, Fault, FeatureDocument, Id } from '@arbiter/contracts';
import { readFeatures, readFeaturesState } from '@arbiter/engine';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { Container } from '../../container.js';
import { ProblemError } from '../../http/problem-error.js';
import { configurationOf } from '../configuration/api.js';
import { hotKeys, readState } from '../decisions/api.js';
import { livePublicationsOf } from '../publications/api.js';
import { checkFeature, compiledFeaturesOf } from '../online-features/api.js';
import { registerTimer } from '../timers/api.js';
import { askPlacement } from './ask-placement.js';
import { EventClassifier } from './classify-event.js';
import { compiledEventTypes } from './compiled-event-types.js';
import { planEvent } from './plan-event.js';
import { readEvent } from './read-event.js';
import { EventTaker } from './take-events.js';
import { noCounts, takeStream, takeValues, type EventCounts } from './take-stream.js';
import { watchThreshold } from './watch-threshold.js';

const tags = ['events'];
const scope = 'decisions' as const;
const ndjson = 'application/x-ndjson';

const Counts = Type.Object({
  accepted: Type.Integer({ description: 'Taken now, the late ones among them' }),
  repeated: Type.Integer({ description: 'Known by their eventId already; they changed nothing' }),
  late: Type.Integer({ description: 'Of the accepted ones: older than their type lets count, so that they changed no feature and fired no trigger' }),
  refused: Type.Integer({ description: 'Not taken; the others were' }),
  faults: Type.Array(Type.Object({ line: Type.Integer({ description: 'Line of the stream from 1, or place in the list from 0' }), eventId: Type.Optional(Type.String()), faults: Type.Array(Fault) }), { description: 'Of the first 100 that were refused' }),
});
const Value = Type.Union([Type.Number(), Type.String(), Type.Null()]);
const Values = Type.Record(Type.String(), Value);
const Change = Type.Object({ triggerId: Type.String(), what: Type.Enum(['set', 'skipped', 'raised', 'cleared', 'cancelled']), dueAt: Type.Optional(Type.String()), why: Type.Optional(Type.String()), eventId: Type.Optional(Type.String()) });
const Trial = Type.Object({
  class: Type.Union([Type.String(), Type.Null()]),
  late: Type.Boolean(),
  before: Values,
  after: Values,
  triggers: Type.Array(Change),
  flags: Type.Array(Type.String(), { description: 'Flags that would stand' }),
  pointsChange: Type.Integer(),
});
const Online = Type.Object({
  features: Type.Array(Type.Object({ name: Type.String(), title: Type.String(), kind: Type.String(), window: Type.Union([Type.String(), Type.Null()]), value: Value })),
  lastEvent: Type.Union([Type.Null(), Type.Object({ type: Type.String(), at: Type.String() })]),
  waiting: Type.Array(Type.Object({ triggerId: Type.String(), eventId: Type.String(), dueAt: Type.String() })),
});

/** What customers do: taken, folded into their features, and answered by triggers. */
export const eventsRoutes = (container: Container): FastifyPluginAsyncTypebox => async (app) => {
  const { hotState, now } = container;
  const registry = configurationOf(container);
  const publications = livePublicationsOf(container);
  const classifier = new EventClassifier(container);
  const taker = new EventTaker(hotState, classifier, () => registry.current());
  const iso = (ms: number) => new Date(ms).toISOString();
  registerTimer(container, 'trigger', askPlacement);
  registerTimer(container, 'trigger-watch', watchThreshold);
  app.addHook('onReady', async () => {
    await Promise.all([registry.start(), publications.start()]);
  });
  app.addHook('onClose', async () => {
    await Promise.all([registry.stop(), publications.stop()]);
  });
  // The stream itself: its lines are read as they come, and no further than they can be written.
  app.addContentTypeParser(ndjson, (_request, payload, done) => done(null, payload));

  const counted = (counts: EventCounts): EventCounts => {
    const { events } = container.metrics;
    for (const result of ['repeated', 'late', 'refused'] as const) if (counts[result] > 0) events.inc({ result }, counts[result]);
    if (counts.accepted > counts.late) events.inc({ result: 'accepted' }, counts.accepted - counts.late);
    return counts;
  };

  app.post('/v1/events', {
    config: { scope },
    schema: {
      tags, summary: 'Report events of customers: one, up to 1,000, or a stream of any length',
      description: `One event, a list of up to 1,000, or (content type ${ndjson}) one event a line. What is accepted is durable when the answer is given, with features, flags and triggers changed in the same step; the same eventId again changes nothing for seven days. In a list or stream an event that is refused does not stop the others. If the call fails, send all of it again.`,
      consumes: ['application/json', ndjson],
      body: Type.Unknown({ description: 'An EventRecord, a list of them, or lines of them' }),
      response: { 200: Counts },
    },
  }, async (request) => {
    const { body } = request;
    if (request.headers['content-type']?.split(';')[0]?.trim().toLowerCase() === ndjson) return counted(await takeStream(container, taker, body as AsyncIterable<Buffer>));
    const list = Array.isArray(body) ? body : [body];
    if (list.length === 0 || list.length > 1_000) throw new ProblemError('validation-failed', `A list has 1 to 1,000 events, this one ${list.length}: send more as lines of ${ndjson}`, { faults: [{ path: '', code: 'length', message: `${list.length} events` }] });
    const counts = noCounts();
    await takeValues(container, taker, list.map((value: unknown, line) => ({ line, value })), counts);
    const refused = counts.faults[0]?.faults;
    if (!Array.isArray(body) && refused) {
      counted(counts);
      throw new ProblemError('validation-failed', `The event is not as its type says: ${refused[0]?.path} ${refused[0]?.message}`, { faults: refused });
    }
    return counted(counts);
  });

  app.post('/v1/events/try', { config: { scope }, schema: { tags, summary: 'What an event would do now; nothing is changed', body: EventRecord, response: { 200: Trial } } }, async ({ body }) => {
    const configuration = registry.current();
    const nowMs = now().getTime();
    const read = readEvent(body, compiledEventTypes(configuration), nowMs);
    if (!read.ok) throw new ProblemError('validation-failed', `The event is not as its type says: ${read.faults[0]?.path} ${read.faults[0]?.message}`, { faults: read.faults });
    const reaction = compiledFeaturesOf(configuration);
    const [featuresText, customerText] = await hotState.getMany([hotKeys.features(body.customerId), hotKeys.state(body.customerId)]);
    const before = readFeaturesState(featuresText);
    const customer = readState(customerText);
    const ofClass = await classifier.classOf(read.event);
    const plan = planEvent(reaction, read.event, ofClass, before, customer);
    return {
      class: ofClass, late: read.event.late,
      before: readFeatures(reaction.features, before, nowMs), after: readFeatures(reaction.features, plan.features, nowMs),
      triggers: plan.changes.map(({ triggerId, what, ...rest }) => ({ triggerId, what, ...('dueMs' in rest ? { dueAt: iso(rest.dueMs) } : rest) })),
      flags: Object.keys((plan.customer ?? customer).flags), pointsChange: read.event.points,
    };
  });

  app.get('/v1/customers/:id/features', { config: { scope }, schema: { tags, summary: 'Online features of a customer, now', params: Type.Object({ id: CustomerId }), response: { 200: Online } } }, async ({ params: { id } }) => {
    const configuration = registry.current();
    const [text] = await hotState.getMany([hotKeys.features(id)]);
    const state = readFeaturesState(text);
    const values = readFeatures(compiledFeaturesOf(configuration).features, state, now().getTime());
    return {
      features: configuration.of('features').map(({ id: name, document: { title, kind, window = null } }) => ({ name, title, kind, window, value: values[name] ?? null })),
      lastEvent: state.e ? { type: state.e[0], at: iso(state.e[1]) } : null,
      waiting: Object.entries(state.t ?? {}).flatMap(([triggerId, { w = [] }]) => w.map(([eventId, dueMs]) => ({ triggerId, eventId, dueAt: iso(dueMs) }))),
    };
  });

  app.post('/v1/features/check', { config: { scope: 'campaigns' }, schema: { tags: ['real-time configuration'], summary: 'Faults that a feature would have, without saving it', body: Type.Object({ id: Id, document: FeatureDocument }, { additionalProperties: false }), response: { 200: Type.Object({ faults: Type.Array(Fault) }) } } }, async ({ body: { id, document } }) => ({ faults: checkFeature(document, { configuration: registry.current(), id }) }));
};
