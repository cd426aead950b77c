import type { Instance } from '../problem/instance.js';
import type { CustomerTest, EligibilityRule, Problem } from '../problem/problem.js';
import { SequenceChecker } from './check-sequence.js';
import { type AddFault, nameOf } from './fault-words.js';
import type { PlanMeter } from './measure-plan.js';

/** Checks what one customer gets: contacts, eligibility, the rules over time. */
export class CustomerChecker {
  readonly #problem: Problem;
  readonly #instance: Instance;
  readonly #meter: PlanMeter;
  readonly #assignment: ArrayLike<number>;
  readonly #agents: ArrayLike<number> | null;
  readonly #fault: AddFault;
  readonly #rules: ((customer: number, period: number) => boolean)[];
  /** By rule: whether its filter takes an option; −1 not looked at yet. Only where the filter does not look at agents. */
  readonly #matches: (Int8Array | null)[];
  readonly #sequence: SequenceChecker | null;

  constructor(problem: Problem, instance: Instance, meter: PlanMeter, assignment: ArrayLike<number>, agents: ArrayLike<number> | null, fault: AddFault) {
    [this.#problem, this.#instance, this.#meter, this.#assignment, this.#agents, this.#fault] = [problem, instance, meter, assignment, agents, fault];
    this.#rules = problem.eligibility.map((rule) => appliesTo(problem, instance, rule));
    const options = problem.actions.length * Math.max(1, problem.periods.length);
    this.#matches = problem.eligibility.map((rule) => (rule.filter.action.some(({ attribute }) => attribute === 'agent' || attribute.startsWith('agent.')) ? null : new Int8Array(options).fill(-1)));
    this.#sequence = problem.sequence.length > 0 ? new SequenceChecker(problem, instance, meter) : null;
  }

  /** `rows` are the customer's assignments. */
  check(customer: number, rows: readonly number[]): void {
    const { contacts, periods } = this.#problem;
    if (rows.length > contacts.max) this.#fault('/contactsPerCustomer', 'too-many-contacts', `Customer ${nameOf(this.#instance, customer)} gets ${rows.length} actions; at most ${contacts.max} are allowed`);
    if (rows.length > 1) this.#checkTogether(customer, rows, periods);
    for (let r = 0; r < this.#rules.length; r++) {
      for (const z of rows) {
        const e = this.#assignment[z]!;
        if (!this.#rules[r]!(customer, this.#meter.periodIndex(e))) continue;
        const rule = this.#problem.eligibility[r]!;
        if (this.#takes(r, rule, z) === (rule.kind === 'forbid')) this.#fault(`/eligibility/${r}`, 'not-eligible', `Rule "${rule.id}" forbids ${this.#problem.actions[this.#meter.actionIndex(e)]!.id} to customer ${nameOf(this.#instance, customer)}`);
      }
    }
    this.#sequence?.check(customer, rows.map((z) => this.#assignment[z]!), this.#fault);
  }

  #checkTogether(customer: number, rows: readonly number[], periods: readonly string[]): void {
    const perPeriod = new Map<number, number>();
    const options = new Set<number>();
    for (const z of rows) {
      const period = this.#meter.periodIndex(this.#assignment[z]!);
      perPeriod.set(period, (perPeriod.get(period) ?? 0) + 1);
      const option = this.#instance.option[this.#assignment[z]!]!;
      if (options.has(option)) this.#fault(`/assignments/${z}`, 'chosen-twice', `Customer ${nameOf(this.#instance, customer)} gets ${this.#problem.actions[this.#meter.actionIndex(this.#assignment[z]!)]!.id} twice at the same time`);
      options.add(option);
    }
    for (const [period, count] of perPeriod) {
      if (count > this.#problem.contacts.perPeriod) this.#fault('/contactsPerCustomer/perPeriod', 'too-many-contacts', `Customer ${nameOf(this.#instance, customer)} gets ${count} actions in ${periods[period] ?? 'the one period'}; at most ${this.#problem.contacts.perPeriod} are allowed`);
    }
  }

  #takes(r: number, rule: EligibilityRule, row: number): boolean {
    const option = this.#instance.option[this.#assignment[row]!]!;
    const known = this.#matches[r];
    if (!known) return this.#meter.passesAction(rule.filter.action, option, this.#agents?.[row] ?? -1);
    if (known[option]! < 0) known[option] = this.#meter.passesAction(rule.filter.action, option, -1) ? 1 : 0;
    return known[option] === 1;
  }
}

/** Whether a rule applies to a customer in a period: everything in `for` holds, and not everything in `unless`. */
function appliesTo(problem: Problem, instance: Instance, rule: EligibilityRule): (customer: number, period: number) => boolean {
  const whom = rule.for.map((test) => testOf(problem, instance, test));
  const spared = rule.unless?.map((test) => testOf(problem, instance, test)) ?? null;
  return (customer, period) => whom.every((passes) => passes(customer, period)) && !(spared !== null && spared.every((passes) => passes(customer, period)));
}

function testOf(problem: Problem, instance: Instance, test: CustomerTest): (customer: number, period: number) => boolean {
  const text = instance.customers.text[test.attribute];
  if (text) {
    const wanted = new Set(test.kind === 'membership' ? test.values.map(String) : []);
    const passes = Uint8Array.from(text.dictionary, (value) => (wanted.has(value) ? 1 : 0));
    return (customer) => text.codes[customer]! >= 0 && passes[text.codes[customer]!] === 1;
  }
  const numbers = instance.customers.numbers[test.attribute];
  const ages = problem.ageing.includes(test.attribute) ? problem.periodStartDays : null;
  return (customer, period) => {
    const value = numbers?.[customer];
    if (value === undefined || Number.isNaN(value)) return false;
    const then = value + (ages?.[period] ?? 0);
    if (test.kind === 'membership') return test.values.includes(then);
    return !(then < test.atLeast || then > test.atMost || then <= test.above || then >= test.below);
  };
}
