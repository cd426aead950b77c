import type { CustomerRules, Households } from './model.js';

/** The households of some customers only, whole ones: `picked` are their numbers, ascending, and become 0, 1, 2 … */
export function householdsOf(households: Households, picked: ArrayLike<number>): Households {
  const place = new Map<number, number>();
  for (let z = 0; z < picked.length; z++) place.set(picked[z]!, z);
  const groups = new Map<number, number>();
  const blocks = new Map<number, number>();
  const numberOf = (known: Map<number, number>, at: number): number => {
    let found = known.get(at);
    if (found === undefined) known.set(at, (found = known.size));
    return found;
  };
  const groupsOf = Array.from(picked, (i) => Array.from(households.groupOf.subarray(households.groupStart[i]!, households.groupStart[i + 1]!), (g) => numberOf(groups, g)));
  const block = Int32Array.from(picked, (i) => (households.block[i]! < 0 ? -1 : numberOf(blocks, households.block[i]!)));
  const members = (start: Uint32Array, list: Uint32Array, kept: Map<number, number>): number[][] => [...kept.keys()].map((at) => Array.from(list.subarray(start[at]!, start[at + 1]!)).flatMap((i) => (place.has(i) ? [place.get(i)!] : [])));
  const [memberStart, member] = lists(members(households.memberStart, households.member, groups));
  const [groupStart, groupOf] = lists(groupsOf);
  const [blockStart, blockMember] = lists(members(households.blockStart, households.blockMember, blocks));
  return {
    counts: households.counts,
    rule: Uint16Array.from(groups.keys(), (g) => households.rule[g]!),
    cap: Float64Array.from(groups.keys(), (g) => households.cap[g]!),
    memberStart,
    member,
    groupStart,
    groupOf,
    block,
    blockStart,
    blockMember,
  };
}

function lists(owners: readonly (readonly number[])[]): [Uint32Array, Uint32Array] {
  const start = new Uint32Array(owners.length + 1);
  owners.forEach((own, at) => (start[at + 1] = start[at]! + own.length));
  return [start, Uint32Array.from(owners.flat())];
}

/** The rules over some customers (null: the same) and some candidates, both by their numbers so far. */
export function rulesOf(rules: CustomerRules, customers: ArrayLike<number> | null, candidates: ArrayLike<number>): CustomerRules {
  const caps = rules.caps.length;
  return {
    ...rules,
    spent: rules.spent && customers ? Uint16Array.from({ length: customers.length * caps }, (_, z) => rules.spent![customers[Math.floor(z / caps)]! * caps + (z % caps)]!) : rules.spent,
    unmet: rules.unmet ? Uint32Array.from({ length: candidates.length }, (_, z) => rules.unmet![candidates[z]!]!) : null,
  };
}
