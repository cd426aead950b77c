import type { ContactPolicyDocument } from '@arbiter/contracts/real-time/contact-policy';
import type { Fault } from '@arbiter/contracts/problems';
import { compilePolicy, type CompiledPolicy, type RuleStanding } from './compile-policy.js';
import { generalRefusal, type PolicyOffer, type PolicyRefusal, type PolicySubject } from './policy-offer.js';

/** A policy as the configuration keeps it. */
export interface PolicyEntry {
  id: string;
  document: ContactPolicyDocument;
}

/** All active policies of the company together: every rule of each must hold. Pure, and no method throws. */
export interface PolicySet {
  readonly policies: readonly { id: string; policy: CompiledPolicy }[];
  /** Faults of policies that cannot be compiled (a zone that this runtime does not know), at `/<policy id>/…`. Such a policy refuses everything: it may be a law. */
  readonly faults: readonly Fault[];
  refusal(offer: PolicyOffer, subject: PolicySubject, atMs: number): PolicyRefusal | undefined;
  refusals(offer: PolicyOffer, subject: PolicySubject, atMs: number): PolicyRefusal[];
  /**
   * The earliest instant at which all rules allow the offer, from `fromMs` to `fromMs + withinMs`, both of them included, as things stand
   * now; undefined where there is none. It is exact, and found by going on to where the rules that refuse would allow.
   */
  firstAllowed(offer: PolicyOffer, subject: PolicySubject, fromMs: number, withinMs: number): number | undefined;
  explain(offer: PolicyOffer, subject: PolicySubject, atMs: number): (RuleStanding & { policyId: string })[];
}

/** The rule that stands for a policy that cannot be read. */
export const unreadablePolicyRule = 'policy-unreadable';
/** Each step passes the end of a window, a gap or closed hours; a year of them is far less. */
const mostSteps = 100_000;

/** The active ones among the documents, in order of their identifiers. */
export function compilePolicies(entries: readonly PolicyEntry[]): PolicySet {
  const policies: { id: string; policy: CompiledPolicy }[] = [];
  const faults: Fault[] = [];
  const unreadable: PolicyRefusal[] = [];
  for (const { id, document } of [...entries].sort((one, other) => (one.id < other.id ? -1 : one.id > other.id ? 1 : 0))) {
    if (!document.active) continue;
    const compiled = compilePolicy(document);
    if (compiled.ok) policies.push({ id, policy: compiled.value });
    else {
      faults.push(...compiled.error.map((fault) => ({ ...fault, path: `/${id}${fault.path}` })));
      unreadable.push({ policyId: id, ruleId: unreadablePolicyRule, reason: 'SUPPRESSED' });
    }
  }

  const refusal: PolicySet['refusal'] = (offer, subject, atMs) => {
    const general = generalRefusal(offer, subject) ?? unreadable[0];
    if (general) return general;
    for (const { id, policy } of policies) {
      const found = policy.ruleRefusal(offer, subject, atMs);
      if (found) return { policyId: id, ...found };
    }
    return undefined;
  };
  const ruleRefusals = (offer: PolicyOffer, subject: PolicySubject, atMs: number): PolicyRefusal[] =>
    policies.flatMap(({ id, policy }) => policy.ruleRefusals(offer, subject, atMs).map((found) => ({ policyId: id, ...found })));

  return {
    policies,
    faults,
    refusal,
    refusals(offer, subject, atMs) {
      const general = generalRefusal(offer, subject);
      return [...(general ? [general] : []), ...unreadable, ...ruleRefusals(offer, subject, atMs)];
    },
    firstAllowed(offer, subject, fromMs, withinMs) {
      if (generalRefusal(offer, subject) || unreadable.length > 0) return undefined;
      const lastMs = fromMs + withinMs;
      let at = fromMs;
      for (let step = 0; step < mostSteps && at <= lastMs; step += 1) {
        const against = ruleRefusals(offer, subject, at);
        if (against.length === 0) return at;
        let next = at;
        for (const { untilMs } of against) {
          if (untilMs === undefined) return undefined;
          next = Math.max(next, untilMs);
        }
        // A rule that would not move on would never end.
        if (next <= at) return undefined;
        at = next;
      }
      return undefined;
    },
    explain: (offer, subject, atMs) => policies.flatMap(({ id, policy }) => policy.explain(offer, subject, atMs).map((standing) => ({ policyId: id, ...standing }))),
  };
}
