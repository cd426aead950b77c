import type { CustomerRules, Model } from '../model/model.js';
import { type Start, startWith } from './explore-states.js';

/** More different beginnings than these make the graph too large to be worth it. */
const mostStarts = 500;

/** What the customers begin with, and which of these each of them does; null for `of`: all with the first. */
export interface Starts {
  starts: Start[];
  of: Uint16Array | null;
}

/** A beginning in the making: what is known of its grants. An option that a customer has no candidate for may be either way. */
interface Begun {
  room: readonly number[];
  known: bigint;
  ungranted: bigint[];
}

/**
 * The beginnings of a model's customers, as the history leaves them: room under caps, and which candidates have already what they may
 * only come after. Customers that the same may follow for share one. With `among` given, those are looked for only there. Null where
 * there are too many.
 */
export function startsOf(model: Model, among: readonly Start[] | null = null): Starts | null {
  const { rules } = model;
  if (!rules || (!rules.unmet && !rules.spent)) return { starts: [startWith(rules ?? null)], of: null };
  const caps = rules.caps.length;
  const all = (1n << BigInt(model.options)) - 1n;
  const begun: Begun[] = (among ?? []).map(({ room, ungranted }) => ({ room, known: all, ungranted: [...ungranted] }));
  const of = new Uint16Array(model.customers);
  const kinds = new Map<string, number[]>();
  const seen = new Map<string, number>();
  begun.forEach(({ room }, b) => listOf(kinds, room.join()).push(b));
  for (let i = 0; i < model.customers; i++) {
    const room = rules.caps.map(({ max }, c) => Math.max(0, max - (rules.spent ? rules.spent[i * caps + c]! : 0)));
    const roomKey = room.join();
    // Most customers have the same candidates' bits as some other; masks are made once for each.
    const key = rules.unmet ? `${roomKey}|${model.option.subarray(model.offsets[i]!, model.offsets[i + 1]!).join()}|${rules.unmet.subarray(model.offsets[i]!, model.offsets[i + 1]!).join()}` : roomKey;
    let found = seen.get(key);
    if (found === undefined) {
      const { known, ungranted } = masksOf(model, rules, i);
      const list = listOf(kinds, roomKey);
      found = list.find((b) => ungranted.every((mask, r) => ((mask ^ begun[b]!.ungranted[r]!) & known & begun[b]!.known) === 0n));
      if (found === undefined) {
        if (among || begun.length === mostStarts) return null;
        found = begun.length;
        begun.push({ room, known, ungranted });
        list.push(found);
      } else {
        const known0 = begun[found]!.known;
        ungranted.forEach((mask, r) => (begun[found!]!.ungranted[r]! |= mask & ~known0));
        begun[found]!.known |= known;
      }
      if (seen.size < 100_000) seen.set(key, found);
    }
    of[i] = found;
  }
  return { starts: begun.map(({ room, ungranted }) => ({ room, ungranted })), of };
}

function listOf(kinds: Map<string, number[]>, key: string): number[] {
  let list = kinds.get(key);
  if (!list) kinds.set(key, (list = []));
  return list;
}

function masksOf(model: Model, rules: CustomerRules, customer: number): { known: bigint; ungranted: bigint[] } {
  let known = 0n;
  const ungranted = rules.needs.map(() => 0n);
  for (let e = model.offsets[customer]!; e < model.offsets[customer + 1]!; e++) {
    const bit = 1n << BigInt(model.option[e]!);
    known |= bit;
    const unmet = rules.unmet ? rules.unmet[e]! : 0;
    for (let r = 0; r < ungranted.length; r++) if ((unmet >>> r) & 1) ungranted[r]! |= bit;
  }
  return { known, ungranted };
}
