import { purposeOf, type Action, type ContactPolicyDocument, type PolicyTest } from '@arbiter/contracts';
import { compilePolicies, compilePolicy, contactOfTest, emptyState, subjectOf, subjectOfTest, type PolicyOffer, type PolicyRefusal, type PolicySet, type PolicySubject, type RuleStanding } from '@arbiter/engine';
import type { Container } from '../../container.js';
import { ProblemError } from '../../http/problem-error.js';
import { listActions } from '../catalogue/api.js';
import { compiledOnce, configurationOf } from '../configuration/api.js';
import { hotKeys, readProfile, readState } from '../decisions/api.js';

type Facts = Omit<PolicyTest, 'name' | 'at' | 'offer' | 'expect' | 'inbound'>;
export interface ContactQuestion {
  /** Reads the customer as decisions see them. */
  customerId?: string | undefined;
  /** Takes this for the customer; with a `customerId` too, what is given here goes before what is known. */
  facts?: Facts | undefined;
  offer: Partial<PolicyTest['offer']>;
  inbound?: boolean | undefined;
  atMs: number;
  /** Asks this policy alone, saved or not, active or not. */
  document?: ContactPolicyDocument | undefined;
  /** How far ahead to look for the first instant at which it is allowed. */
  withinDays: number;
}

export interface ContactExplanation {
  at: string;
  /** In the form that rules look at. */
  offer: Omit<PolicyOffer, 'tags'> & { tags: string[] };
  /** The customer's own zone; null where the policies' zone is taken. */
  timeZone: string | null;
  contacts: number;
  allowed: boolean;
  /** All reasons against it, those that hold without any policy first. */
  refusals: (Omit<PolicyRefusal, 'untilMs'> & { until?: string })[];
  rules: (Omit<RuleStanding, 'untilMs'> & { policyId: string; until?: string })[];
  /** Null: not within the days that were asked for. */
  firstAllowed: string | null;
}

const activePolicies = compiledOnce((configuration) => compilePolicies(configuration.of('contact-policies')));
const iso = (atMs: number): string => new Date(atMs).toISOString();
const dayMs = 86_400_000;

/** What contact policy says of one contact, rule by rule. Reads, and takes nothing. */
export async function explainContact(container: Pick<Container, 'repository' | 'hotState' | 'log'>, question: ContactQuestion): Promise<ContactExplanation> {
  const { atMs } = question;
  const policies = policiesOf(container, question.document);
  const offer = await offerOf(container, question);
  const subject = await subjectFor(container, question);
  const refusals = policies.refusals(offer, subject, atMs);
  const first = policies.firstAllowed(offer, subject, atMs, question.withinDays * dayMs);
  return {
    at: iso(atMs),
    offer: { ...offer, tags: [...offer.tags] },
    timeZone: subject.timeZone,
    contacts: subject.contacts.length,
    allowed: refusals.length === 0,
    refusals: refusals.map(withInstant),
    rules: policies.explain(offer, subject, atMs).map(withInstant),
    firstAllowed: first === undefined ? null : iso(first),
  };
}

function withInstant<T extends { untilMs?: number }>({ untilMs, ...rest }: T): Omit<T, 'untilMs'> & { until?: string } {
  return untilMs === undefined ? rest : { ...rest, until: iso(untilMs) };
}

function policiesOf(container: Pick<Container, 'repository' | 'hotState' | 'log'>, document: ContactPolicyDocument | undefined): PolicySet {
  if (!document) return activePolicies(configurationOf(container).current());
  const compiled = compilePolicy(document);
  if (!compiled.ok) throw new ProblemError('validation-failed', `The policy cannot be applied: ${compiled.error[0]!.message}`, { faults: compiled.error.map((fault) => ({ ...fault, path: `/document${fault.path}` })) });
  return compilePolicies([{ id: 'document', document: { ...document, active: true } }]);
}

/** An action of the catalogue brings what is left out. */
async function offerOf({ repository }: Pick<Container, 'repository'>, { offer, inbound }: ContactQuestion): Promise<PolicyOffer> {
  const action: Action | undefined = offer.action === undefined ? undefined : (await listActions(repository)).find(({ id }) => id === offer.action);
  const channel = offer.channel ?? action?.channel;
  if (channel === undefined) {
    throw new ProblemError('validation-failed', offer.action === undefined ? 'The offer names neither an action of the catalogue nor a channel: name one of them' : `The catalogue has no action "${offer.action}", so the channel is unknown: name a channel, or take an action of GET /v1/actions`, {
      faults: [{ path: '/offer/channel', code: 'required', message: 'A channel is needed where no action of the catalogue is named' }],
    });
  }
  const known = action ? { stage: action.stage, purpose: purposeOf(action), tags: action.tags ?? [] } : {};
  return { ...contactOfTest({ ...known, ...offer, channel }), ...(inbound ? { inbound: true } : {}) };
}

async function subjectFor({ hotState }: Pick<Container, 'hotState'>, { customerId, facts, atMs }: ContactQuestion): Promise<PolicySubject> {
  const given = facts && subjectOfTest({ ...facts, at: iso(atMs) });
  if (customerId === undefined) return given ?? subjectOfTest({ at: iso(atMs) });
  const [profileText, stateText] = await hotState.getMany([hotKeys.profile(customerId), hotKeys.state(customerId)]);
  if (profileText === undefined && stateText === undefined) throw new ProblemError('not-found', `Nothing is known of the customer "${customerId}": load customers, or give facts instead of customerId`);
  const known = subjectOf(profileText === undefined ? undefined : readProfile(profileText), stateText === undefined ? emptyState : readState(stateText));
  if (!facts || !given) return known;
  const replaced = Object.fromEntries(Object.keys(facts).map((field) => [field, given[field as keyof PolicySubject]]));
  return { ...known, ...replaced, attributes: { ...known.attributes, ...given.attributes }, consents: { ...known.consents, ...given.consents } };
}
