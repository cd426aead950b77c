import { shown, type FaultList } from '../problem/fault-list.js';
import { matchesAction } from '../problem/parse-filters.js';
import type { Instance } from '../problem/instance.js';
import type { Problem } from '../problem/problem.js';
import type { Households } from './model.js';

/** More customers than these in one household are no household: such a cap is a limit. */
const mostMembers = 1_000;

interface Group {
  rule: number;
  cap: number;
  members: number[];
}

/**
 * The caps that customers share, as groups. Caps that cannot bind, because the members' own contacts allow no more, are left out.
 * `taken` are candidates decided outside the model, which count towards the caps. Null where no cap is left.
 */
export function buildHouseholds(problem: Problem, instance: Instance, taken: ArrayLike<number>, customerOf: (candidate: number) => number, faults: FaultList): Households | null {
  if (problem.households.length === 0) return null;
  const periods = Math.max(1, problem.periods.length);
  const options = problem.actions.length * periods;
  const customers = instance.customers.count;
  const masks: Uint8Array[] = [];
  const groups: Group[] = [];
  const { contacts } = problem;
  problem.households.forEach((rule, r) => {
    const households = householdsOf(instance, rule.by);
    if (!households) {
      faults.add(`/households/${r}/by`, 'unknown-attribute', `Household rule "${rule.id}" goes by "${rule.by}", but no customer has such an attribute`);
      return;
    }
    const add = (cap: number, period: number, ownMost: number): void => {
      if (cap === Infinity) return;
      const mask = Uint8Array.from({ length: options }, (_, o) => ((period < 0 || o % periods === period) && matchesAction(rule.where.action, problem.actions[Math.floor(o / periods)]!, problem.periods[o % periods] ?? null) ? 1 : 0));
      const index = masks.push(mask) - 1;
      for (const [name, members] of households) {
        if (members.length > mostMembers) faults.add(`/households/${r}`, 'household-too-large', `${members.length} customers have ${shown(rule.by)} ${shown(name)}; a household has at most ${mostMembers}: write a limit with "each": "customer.${rule.by}" instead`);
        else if (cap < members.length * ownMost) groups.push({ rule: index, cap, members });
      }
    };
    add(rule.max, -1, contacts.max);
    if (rule.perPeriod < Infinity) for (let p = 0; p < periods; p++) add(rule.perPeriod, p, Math.min(contacts.max, contacts.perPeriod, problem.actions.length));
  });
  if (groups.length === 0 || faults.any) return null;

  const counts = new Uint8Array(masks.length * options);
  masks.forEach((mask, m) => counts.set(mask, m * options));
  const built = assemble(groups, counts, customers);
  for (let z = 0; z < taken.length; z++) {
    const customer = customerOf(taken[z]!);
    for (let s = built.groupStart[customer]!; s < built.groupStart[customer + 1]!; s++) {
      const g = built.groupOf[s]!;
      if (counts[built.rule[g]! * options + instance.option[taken[z]!]!]) built.cap[g]!--;
    }
  }
  if (built.cap.some((cap) => cap < 0)) faults.add('/fixed', 'household-cap', 'What is fixed for one household is more than its rule allows: leave a fixed row out or raise the cap');
  return built;
}

/** Customers by household; those without a value are in none. */
function householdsOf(instance: Instance, attribute: string): Map<string | number, number[]> | null {
  const text = instance.customers.text[attribute];
  const numbers = instance.customers.numbers[attribute];
  if (!text && !numbers) return null;
  const households = new Map<string | number, number[]>();
  for (let i = 0; i < instance.customers.count; i++) {
    const value = text ? (text.codes[i]! < 0 ? null : text.dictionary[text.codes[i]!]!) : numbers![i]!;
    if (value === null || Number.isNaN(value)) continue;
    const own = households.get(value);
    if (own) own.push(i);
    else households.set(value, [i]);
  }
  return households;
}

/** Groups with lists of their members, of each customer's groups, and of the blocks that groups tie together. */
function assemble(groups: readonly Group[], counts: Uint8Array, customers: number): Households {
  const lists = (owners: readonly (readonly number[])[]): [Uint32Array, Uint32Array] => {
    const start = new Uint32Array(owners.length + 1);
    owners.forEach((own, at) => (start[at + 1] = start[at]! + own.length));
    return [start, Uint32Array.from(owners.flat())];
  };
  const groupsOf: number[][] = Array.from({ length: customers }, () => []);
  const parent = Int32Array.from({ length: customers }, (_, i) => i);
  const root = (i: number): number => {
    let at = i;
    while (parent[at] !== at) at = parent[at] = parent[parent[at]!]!;
    return at;
  };
  groups.forEach(({ members }, g) => {
    for (const i of members) {
      groupsOf[i]!.push(g);
      parent[root(i)] = root(members[0]!);
    }
  });
  const block = new Int32Array(customers).fill(-1);
  const blocks: number[][] = [];
  const blockAt = new Map<number, number>();
  for (let i = 0; i < customers; i++) {
    if (groupsOf[i]!.length === 0) continue;
    const own = root(i);
    let at = blockAt.get(own);
    if (at === undefined) blockAt.set(own, (at = blocks.push([]) - 1));
    blocks[at]!.push(i);
    block[i] = at;
  }
  const [memberStart, member] = lists(groups.map(({ members }) => members));
  const [groupStart, groupOf] = lists(groupsOf);
  const [blockStart, blockMember] = lists(blocks);
  return { counts, rule: Uint16Array.from(groups, ({ rule }) => rule), cap: Float64Array.from(groups, ({ cap }) => cap), memberStart, member, groupStart, groupOf, block, blockStart, blockMember };
}
