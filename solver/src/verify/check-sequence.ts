import type { Instance } from '../problem/instance.js';
import type { CandidateFilter, Problem, SequenceRule } from '../problem/problem.js';
import { type AddFault, nameOf } from './fault-words.js';
import type { PlanMeter } from './measure-plan.js';

/** A contact of one customer: of the plan, or of the history (before day 0, with no period). */
interface Contact {
  action: number;
  period: number;
  day: number;
  planned: boolean;
}

/** Checks the rules on the actions of one customer over time, by comparing every two of them. */
export class SequenceChecker {
  readonly #problem: Problem;
  readonly #instance: Instance;
  readonly #meter: PlanMeter;
  readonly #past: ReadonlyMap<number, Contact[]>;

  constructor(problem: Problem, instance: Instance, meter: PlanMeter) {
    [this.#problem, this.#instance, this.#meter] = [problem, instance, meter];
    const past = new Map<number, Contact[]>();
    const { history } = instance;
    for (let h = 0; history && h < history.customer.length; h++) {
      const contact = { action: history.action[h]!, period: -1, day: -history.daysAgo[h]!, planned: false };
      const own = past.get(history.customer[h]!);
      if (own) own.push(contact);
      else past.set(history.customer[h]!, [contact]);
    }
    this.#past = past;
  }

  check(customer: number, candidates: readonly number[], fault: AddFault): void {
    const past = this.#past.get(customer) ?? [];
    const planned = candidates.map((e) => ({ action: this.#meter.actionIndex(e), period: this.#meter.periodIndex(e), day: this.#problem.periodStartDays?.[this.#meter.periodIndex(e)] ?? 0, planned: true }));
    this.#problem.sequence.forEach((rule, r) => {
      for (const one of planned) {
        const broken = this.#breaks(rule, one, planned, past);
        if (!broken) continue;
        const names = [one, ...broken].map((contact) => `${this.#problem.actions[contact.action]!.id}${contact.planned ? '' : ' (history)'}`);
        fault(`/sequence/${r}`, 'sequence-broken', `Rule "${rule.id}" does not allow customer ${nameOf(this.#instance, customer)} ${names.join(' and ')} at these times`);
      }
    });
  }

  /** The contacts with which one contact of the plan breaks a rule; null where it breaks none. */
  #breaks(rule: SequenceRule, one: Contact, planned: readonly Contact[], past: readonly Contact[]): Contact[] | null {
    const others = [...planned.filter((other) => other !== one), ...past];
    if (rule.kind === 'exclude') {
      const found = rule.groups.flatMap((group, g) =>
        this.#in(group, one) ? others.filter((other) => Math.abs(one.day - other.day) < rule.withinDays && rule.groups.some((second, h) => h !== g && this.#in(second, other))) : [],
      );
      return found.length > 0 ? found : null;
    }
    if (rule.kind === 'maxContacts') {
      if (!this.#in(rule.where, one)) return null;
      const within = others.filter((other) => this.#in(rule.where, other) && other.day <= one.day && one.day - other.day < rule.days);
      return within.length + 1 > rule.max ? within : null;
    }
    if (!this.#in(rule.action, one)) return null;
    if (rule.kind === 'notBefore') {
      const found = others.filter((other) => this.#in(rule.after, other) && one.day - other.day < rule.days);
      return found.length > 0 ? found : null;
    }
    return others.some((other) => this.#in(rule.after, other) && one.day - other.day >= rule.days) ? null : [];
  }

  #in(filter: CandidateFilter, contact: Contact): boolean {
    if (contact.period < 0 && filter.action.some(({ attribute }) => attribute === 'period')) return false;
    return this.#meter.passesAction(filter.action, contact.action * Math.max(1, this.#problem.periods.length) + Math.max(0, contact.period), -1);
  }
}
