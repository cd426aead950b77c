import { ContactPolicyDocument, CustomerId, Fault, Instant, PolicyContact, PolicyTest, ReasonCode } from '@arbiter/contracts';
import { policyTemplates, runPolicyTests } from '@arbiter/engine';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { Container } from '../../container.js';
import { checkContactPolicy } from './check-contact-policy.js';
import { explainContact } from './explain-contact.js';

const tags = ['contact policy'];
const scope = 'campaigns' as const;
const Titles = Type.Object({ ru: Type.String(), en: Type.String() });
const Template = Type.Object({ id: Type.String(), title: Titles, description: Titles, document: ContactPolicyDocument });
const TestResult = Type.Object({ name: Type.String(), ok: Type.Boolean(), expected: Type.Union([Type.String(), Type.Null()], { description: 'Rule that should refuse first; null: allowed' }), actual: Type.Union([Type.String(), Type.Null()]) });
const Checked = Type.Object({ ok: Type.Boolean(), faults: Type.Array(Fault), tests: Type.Array(TestResult, { description: 'Empty where the policy has faults of its own' }) });

const { name: _name, at: _at, offer: _offer, expect: _expect, inbound: _inbound, ...facts } = PolicyTest.properties;
const { at: _, ...offer } = PolicyContact.properties;
const Question = Type.Object(
  {
    customerId: Type.Optional(CustomerId),
    facts: Type.Optional(Type.Object(facts, { additionalProperties: false, description: 'The customer as given; with a customerId, goes before what is known' })),
    offer: Type.Object({ ...offer, channel: Type.Optional(offer.channel) }, { additionalProperties: false, description: 'An action of the catalogue brings what is left out' }),
    inbound: Type.Optional(Type.Boolean({ description: 'The customer is there: contact hours do not apply' })),
    at: Type.Optional(Instant),
    document: Type.Optional(ContactPolicyDocument),
    withinDays: Type.Optional(Type.Integer({ minimum: 0, maximum: 366, description: 'How far ahead to look for the first allowed instant; 35 days unless said otherwise' })),
  },
  { additionalProperties: false },
);
const Standing = Type.Object({
  policyId: Type.String(), ruleId: Type.String(), kind: Type.String(), note: Type.Optional(Type.String()),
  applies: Type.Boolean(), because: Type.Optional(Type.Enum(['other-contacts', 'other-customers', 'exempt-purpose'], { description: 'Why it does not apply' })),
  allowed: Type.Boolean(), reason: Type.Optional(ReasonCode), until: Type.Optional(Instant),
  count: Type.Optional(Type.Integer({ description: 'Contacts that count now' })), atMost: Type.Optional(Type.Integer()),
});
const Explanation = Type.Object({
  at: Instant,
  offer: Type.Object({ actionId: Type.String(), channel: Type.String(), stage: Type.String(), purpose: Type.String(), tags: Type.Array(Type.String()), campaignId: Type.Union([Type.String(), Type.Null()]), inbound: Type.Optional(Type.Boolean()) }),
  timeZone: Type.Union([Type.String(), Type.Null()], { description: 'The customer’s own zone; null where the policies’ zone is taken' }),
  contacts: Type.Integer({ description: 'Contacts known of the customer' }),
  allowed: Type.Boolean(),
  refusals: Type.Array(Type.Object({ policyId: Type.Optional(Type.String()), ruleId: Type.String(), reason: ReasonCode, until: Type.Optional(Instant) })),
  rules: Type.Array(Standing),
  firstAllowed: Type.Union([Instant, Type.Null()], { description: 'The earliest instant at which all rules allow it, as things stand; null: not within the days asked for' }),
});

/** Templates of contact policies, their check and their explanation. The documents themselves are saved at /v1/contact-policies/:id. */
export const contactPoliciesRoutes = (container: Container): FastifyPluginAsyncTypebox => async (app) => {
  app.get('/v1/contact-policy-templates', { config: { scope }, schema: { tags, summary: 'Policies to begin with, each with its tests', response: { 200: Type.Array(Template) } } }, async () => policyTemplates.map((template) => ({ ...template })));

  app.post('/v1/contact-policies/check', { config: { scope, access: 'read' }, schema: { tags, summary: 'Find faults and run the tests of a policy without saving it', body: Type.Object({ document: ContactPolicyDocument }, { additionalProperties: false }), response: { 200: Checked } } }, async ({ body: { document } }) => {
    const faults = checkContactPolicy(document);
    const broken = faults.some(({ code }) => code !== 'test-failed');
    return { ok: faults.length === 0, faults, tests: broken ? [] : runPolicyTests(document) };
  });

  app.post('/v1/contact-policies/explain', { config: { scope, access: 'read' }, schema: { tags, summary: 'What each rule says of one contact, and when it would be allowed', body: Question, response: { 200: Explanation } } }, async ({ body }) => {
    const { at, withinDays = 35, ...question } = body;
    return explainContact(container, { ...question, withinDays, atMs: at === undefined ? container.now().getTime() : Date.parse(at) });
  });
};
