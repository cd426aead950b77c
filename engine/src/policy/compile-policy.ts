import type { ContactPolicyDocument, PolicyRule } from '@arbiter/contracts/real-time/contact-policy';
import type { ReasonCode } from '@arbiter/contracts/decision';
import type { Fault, Result } from '@arbiter/contracts/problems';
import type { CustomerAttributes } from '../condition/print-predicate.js';
import type { LoggedContact } from '../live-customer/live-customer.js';
import { compilePolicyConditions } from './contact-filter.js';
import { policyFaults } from './policy-faults.js';
import { generalRefusal, type PolicyOffer, type PolicyRefusal, type PolicySubject } from './policy-offer.js';
import { compileCap } from './rules/cap.js';
import { compileHours } from './rules/hours.js';
import type { RuleBody, RuleCase } from './rules/rule-body.js';
import { compileConsent, compileGap, compileNeverWith, compileNotBefore, compileOnlyAfter, compileStopList, compileSuppress } from './rules/sequence.js';
import { compileWorkCalendar } from './work-calendar.js';
import { zoneClock } from './zone-clock.js';

/** How one rule stands to an offer. */
export interface RuleStanding {
  ruleId: string;
  kind: PolicyRule['kind'];
  note?: string;
  /** False where the rule does not speak of this offer, this customer, or exempts the purpose: then it allows. */
  applies: boolean;
  /** Why it does not apply. */
  because?: 'other-contacts' | 'other-customers' | 'exempt-purpose';
  allowed: boolean;
  reason?: ReasonCode;
  untilMs?: number;
  /** Caps: contacts that count now, and the cap. */
  count?: number;
  atMost?: number;
}

/** One policy, ready for decisions. All methods are pure and never throw. */
export interface CompiledPolicy {
  readonly title: string;
  /** Zone of customers without one. */
  readonly timeZone: string;
  /** The first reason against the offer at the instant (milliseconds since 1970), or undefined where it may be made. */
  refusal(offer: PolicyOffer, subject: PolicySubject, atMs: number): PolicyRefusal | undefined;
  /** All reasons against it, in order of the rules. */
  refusals(offer: PolicyOffer, subject: PolicySubject, atMs: number): PolicyRefusal[];
  /** As `refusal` and `refusals`, but without general consent and refused channels, for those who have looked at them. */
  ruleRefusal(offer: PolicyOffer, subject: PolicySubject, atMs: number): PolicyRefusal | undefined;
  ruleRefusals(offer: PolicyOffer, subject: PolicySubject, atMs: number): PolicyRefusal[];
  /** Every rule, and how it stands. Empty where the policy is not for such customers. */
  explain(offer: PolicyOffer, subject: PolicySubject, atMs: number): RuleStanding[];
}

interface CompiledRule extends RuleBody {
  id: string;
  kind: PolicyRule['kind'];
  reason: ReasonCode;
  note: string | undefined;
  atMost: number | undefined;
  /** Whether exempt purposes are free of it. */
  exempts: boolean;
  concerns: ((attributes: CustomerAttributes) => boolean) | undefined;
}

const reasons = {
  cap: 'CONTACT_CAP_REACHED',
  gap: 'CONTACT_TOO_SOON',
  'not-before': 'CONTACT_TOO_SOON',
  'never-with': 'NEVER_TOGETHER',
  'only-after': 'NEEDS_EARLIER_CONTACT',
  hours: 'OUTSIDE_CONTACT_HOURS',
  consent: 'NO_CONSENT_FOR_CHANNEL',
  'stop-list': 'ON_STOP_LIST',
  suppress: 'SUPPRESSED',
} as const satisfies Record<PolicyRule['kind'], ReasonCode>;

/** Rules on how often, which what must not be forgotten cannot wait for. What law demands (hours, consent, stop lists) and what says which contacts exclude each other holds for all purposes. */
const exempting: ReadonlySet<PolicyRule['kind']> = new Set(['cap', 'gap', 'not-before', 'suppress']);

function compileBody(rule: PolicyRule): RuleBody {
  switch (rule.kind) {
    case 'cap': return compileCap(rule);
    case 'gap': return compileGap(rule);
    case 'not-before': return compileNotBefore(rule);
    case 'never-with': return compileNeverWith(rule);
    case 'only-after': return compileOnlyAfter(rule);
    case 'hours': return compileHours(rule);
    case 'consent': return compileConsent(rule);
    case 'stop-list': return compileStopList(rule);
    case 'suppress': return compileSuppress(rule);
  }
}

/** Contacts, oldest first, as the rules need them; they mostly are so already. */
function oldestFirst(contacts: readonly LoggedContact[]): readonly LoggedContact[] {
  for (let index = 1; index < contacts.length; index += 1) if (contacts[index]!.atMs < contacts[index - 1]!.atMs) return [...contacts].sort((one, other) => one.atMs - other.atMs);
  return contacts;
}

/**
 * A policy as functions over offers, customers and instants. Faults are at JSON pointers of the document. `active` is not looked at here:
 * whoever takes several policies together leaves out those that are off.
 */
export function compilePolicy(document: ContactPolicyDocument): Result<CompiledPolicy, Fault[]> {
  const faults = policyFaults(document);
  const ownClock = zoneClock(document.timeZone);
  if (faults.length > 0 || !ownClock) return { ok: false, error: faults };
  const calendar = compileWorkCalendar(document.calendar);
  const concerns = compilePolicyConditions(document.for ?? []);
  const exempt: ReadonlySet<string> = new Set(document.exempt ?? ['transactional']);
  const rules = document.rules.map((rule): CompiledRule => ({
    ...compileBody(rule),
    id: rule.id,
    kind: rule.kind,
    reason: reasons[rule.kind],
    note: rule.note,
    atMost: rule.kind === 'cap' ? rule.atMost : undefined,
    exempts: exempting.has(rule.kind),
    concerns: compilePolicyConditions(rule.for ?? []),
  }));

  const caseOf = (offer: PolicyOffer, subject: PolicySubject, atMs: number): RuleCase => ({
    offer, subject, atMs, calendar,
    clock: (subject.timeZone === null ? undefined : zoneClock(subject.timeZone)) ?? ownClock,
    contacts: oldestFirst(subject.contacts),
  });
  const refusalBy = (rule: CompiledRule, asked: RuleCase): PolicyRefusal => {
    const untilMs = rule.untilMs(asked);
    return untilMs === undefined ? { ruleId: rule.id, reason: rule.reason } : { ruleId: rule.id, reason: rule.reason, untilMs };
  };
  const refuses = (rule: CompiledRule, asked: RuleCase, exempted: boolean): boolean =>
    !(exempted && rule.exempts) && rule.speaksOf(asked.offer) && (rule.concerns === undefined || rule.concerns(asked.subject.attributes)) && rule.refuses(asked);

  const ruleRefusal: CompiledPolicy['ruleRefusal'] = (offer, subject, atMs) => {
    if (concerns && !concerns(subject.attributes)) return undefined;
    const asked = caseOf(offer, subject, atMs);
    const exempted = exempt.has(offer.purpose);
    for (const rule of rules) if (refuses(rule, asked, exempted)) return refusalBy(rule, asked);
    return undefined;
  };
  const ruleRefusals: CompiledPolicy['ruleRefusals'] = (offer, subject, atMs) => {
    if (concerns && !concerns(subject.attributes)) return [];
    const asked = caseOf(offer, subject, atMs);
    const exempted = exempt.has(offer.purpose);
    return rules.filter((rule) => refuses(rule, asked, exempted)).map((rule) => refusalBy(rule, asked));
  };

  const policy: CompiledPolicy = {
    title: document.title,
    timeZone: document.timeZone,
    ruleRefusal,
    ruleRefusals,
    refusal: (offer, subject, atMs) => generalRefusal(offer, subject) ?? ruleRefusal(offer, subject, atMs),
    refusals(offer, subject, atMs) {
      const general = generalRefusal(offer, subject);
      return [...(general ? [general] : []), ...ruleRefusals(offer, subject, atMs)];
    },
    explain(offer, subject, atMs) {
      if (concerns && !concerns(subject.attributes)) return [];
      const asked = caseOf(offer, subject, atMs);
      return rules.map((rule): RuleStanding => {
        const named = { ruleId: rule.id, kind: rule.kind, ...(rule.note === undefined ? {} : { note: rule.note }) };
        const free = (because: NonNullable<RuleStanding['because']>): RuleStanding => ({ ...named, applies: false, because, allowed: true });
        if (!rule.speaksOf(offer)) return free('other-contacts');
        if (rule.concerns && !rule.concerns(subject.attributes)) return free('other-customers');
        const counted = rule.count && rule.atMost !== undefined ? { count: rule.count(asked), atMost: rule.atMost } : {};
        if (rule.exempts && exempt.has(offer.purpose)) return { ...free('exempt-purpose'), ...counted };
        if (!rule.refuses(asked)) return { ...named, applies: true, allowed: true, ...counted };
        const { reason, untilMs } = refusalBy(rule, asked);
        return { ...named, applies: true, allowed: false, reason, ...(untilMs === undefined ? {} : { untilMs }), ...counted };
      });
    },
  };
  return { ok: true, value: policy };
}
