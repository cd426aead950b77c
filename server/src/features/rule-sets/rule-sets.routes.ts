import { Fault, Id } from '@arbiter/contracts';
import { checkRuleSet, checkRuleSetAgainst, compileRuleSet, type CompiledEvent } from '@arbiter/engine';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { Container } from '../../container.js';
import { ProblemError } from '../../http/problem-error.js';
import { addRuleSet, changeRuleSet, latestRuleSet, listRuleSets } from './rule-sets.repository.js';

const tags = ['rule sets'];
const scope = 'campaigns' as const;
const ById = Type.Object({ id: Id });
const NameOf = Type.String({ minLength: 1, maxLength: 200 });
const Document = Type.Unknown({ description: 'json-rules-engine JSON: { rules, conditions?, options? }. Events of type "offer" or "action" with params.actionId offer an action' });
const Summary = Type.Object({ id: Id, name: Type.String(), version: Type.Integer(), updatedAt: Type.String(), projectId: Type.Union([Id, Type.Null()], { description: 'Project that it is an item of; it is changed and registered there' }) });
const Full = Type.Object({ id: Id, name: Type.String(), version: Type.Integer(), document: Document });
const Event = Type.Object({ type: Type.String(), params: Type.Optional(Type.Record(Type.String(), Type.Unknown())) });
const Tried = Type.Object({ ok: Type.Boolean(), events: Type.Array(Event), failureEvents: Type.Array(Event), error: Type.Union([Type.Null(), Type.Object({ code: Type.String(), fact: Type.Optional(Type.String()), message: Type.String() })]) });

/** Rule sets in json-rules-engine's JSON: checked at each save, every version kept. */
export const ruleSetsRoutes = ({ repository, now }: Pick<Container, 'repository' | 'now'>): FastifyPluginAsyncTypebox => async (app) => {
  app.get('/v1/rule-sets', { config: { scope }, schema: { tags, summary: 'Rule sets', response: { 200: Type.Array(Summary) } } }, async () => listRuleSets(repository));

  app.post('/v1/rule-sets', { config: { scope }, schema: { tags, summary: 'Save a new rule set', body: Type.Object({ name: NameOf, document: Document }, { additionalProperties: false }), response: { 201: Full } } }, async ({ body }, reply) => {
    requireValid(body.document);
    return reply.code(201).send(await addRuleSet(repository, body.name, body.document, now()));
  });

  app.get('/v1/rule-sets/:id', { config: { scope }, schema: { tags, summary: 'A rule set', params: ById, response: { 200: Full } } }, async ({ params }) => latestRuleSet(repository, params.id));

  app.put('/v1/rule-sets/:id', { config: { scope }, schema: { tags, summary: 'Save a next version', params: ById, body: Type.Object({ name: NameOf, document: Document, version: Type.Integer({ minimum: 1, maximum: 2 ** 31 - 2 }) }, { additionalProperties: false }), response: { 200: Full } } }, async ({ params, body }) => {
    requireValid(body.document);
    return changeRuleSet(repository, { id: params.id, ...body }, now());
  });

  app.post('/v1/rule-sets/check', { config: { scope, access: 'read' }, schema: { tags, summary: 'Find faults without saving', body: Type.Object({ document: Document }, { additionalProperties: false }), response: { 200: Type.Object({ ok: Type.Boolean(), faults: Type.Array(Fault), warnings: Type.Array(Fault, { description: 'Rules that can never match, rules that say the same' }) }) } } }, async ({ body }) => {
    const checked = checkRuleSet(body.document);
    return checked.ok ? { ok: true, faults: [], warnings: checkRuleSetAgainst(checked.value).warnings } : { ok: false, faults: checked.error, warnings: [] };
  });

  app.post('/v1/rule-sets/:id/try', { config: { scope, access: 'read' }, schema: { tags, summary: 'Evaluate over given facts', params: ById, body: Type.Object({ facts: Type.Record(Type.String(), Type.Unknown()) }, { additionalProperties: false }), response: { 200: Tried } } }, async ({ params, body }) => {
    const { document } = await latestRuleSet(repository, params.id);
    const compiled = compileRuleSet(document);
    if (!compiled.ok) throw new ProblemError('rule-set-invalid', 'The rule set cannot be evaluated: mend its faults first', { faults: compiled.error });
    const outcome = compiled.value.run(body.facts);
    if (!outcome.ok) return { ok: false, events: [], failureEvents: [], error: outcome.error };
    return { ok: true, events: outcome.events.map(shown), failureEvents: outcome.failureEvents.map(shown), error: null };
  });
};

const shown = ({ type, params }: CompiledEvent) => ({ type, ...(params ? { params: { ...params } } : {}) });

function requireValid(document: unknown): void {
  const checked = checkRuleSet(document);
  if (checked.ok) return;
  const faults = checked.error.map((fault) => ({ ...fault, path: `/document${fault.path}` }));
  throw new ProblemError('rule-set-invalid', `The rule set has ${faults.length === 100 ? '100 or more' : faults.length} faults, the first at ${faults[0]?.path}: ${faults[0]?.message}`, { faults });
}
