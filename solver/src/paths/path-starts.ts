import type { Model } from '../model/model.js';
import { type Start, startWith } from './explore-states.js';

/** More different beginnings than these make the graph too large to be worth it. */
const mostStarts = 500;

/** What the customers begin with, and which of these each of them does; null for `of`: all with the first. */
export interface Starts {
  starts: Start[];
  of: Uint16Array | null;
}

/** A beginning in the making: by option the rules that are not satisfied yet, −1 where nobody with this beginning has told. */
interface Begun {
  room: readonly number[];
  unmet: Int32Array;
}

/**
 * The beginnings of a model's customers, as the history leaves them: room under caps, and which options have already what they may
 * only come after. Customers share one where they agree on the options that both have. With `among` given, beginnings are looked for
 * only there. Null where there are too many, or where candidates of one option differ.
 */
export function startsOf(model: Model, among: readonly Start[] | null = null): Starts | null {
  const { rules, offsets, option } = model;
  if (!rules || (!rules.unmet && !rules.spent)) return { starts: [startWith(rules ?? null)], of: null };
  const { unmet, spent } = rules;
  const caps = rules.caps.length;
  const begun: Begun[] = (among ?? []).map((start) => ({ room: start.room, unmet: unmetOf(start, model.options) }));
  const agrees = ({ room, unmet: known }: Begun, i: number): boolean => {
    for (let c = 0; spent && c < caps; c++) if (room[c] !== roomOf(c, i)) return false;
    for (let e = offsets[i]!, end = offsets[i + 1]!; unmet && e < end; e++) if (known[option[e]!] !== -1 && known[option[e]!] !== unmet[e]) return false;
    return true;
  };
  const roomOf = (c: number, i: number): number => Math.max(0, rules.caps[c]!.max - (spent ? spent[i * caps + c]! : 0));
  const of = new Uint16Array(model.customers);
  let last = 0;
  for (let i = 0; i < model.customers; i++) {
    let found = begun.length > 0 && agrees(begun[last]!, i) ? last : begun.findIndex((one) => agrees(one, i));
    if (found < 0) {
      if (among || begun.length === mostStarts) return null;
      found = begun.push({ room: rules.caps.map((_, c) => roomOf(c, i)), unmet: new Int32Array(model.options).fill(unmet ? -1 : 0) }) - 1;
    }
    if (unmet) {
      const known = begun[found]!.unmet;
      for (let e = offsets[i]!, end = offsets[i + 1]!; e < end; e++) {
        if (known[option[e]!] === -1) known[option[e]!] = unmet[e]!;
        else if (known[option[e]!] !== unmet[e]) return null;
      }
    }
    of[i] = last = found;
  }
  return { starts: among ? [...among] : begun.map(({ room, unmet: known }) => ({ room, ungranted: rules.needs.map((_, r) => maskOf(known, r)) })), of };
}

/** Bits of the options of which rule r is not satisfied. */
function maskOf(unmet: Int32Array, r: number): bigint {
  let mask = 0n;
  unmet.forEach((bits, o) => {
    if (bits > 0 && (bits >>> r) & 1) mask |= 1n << BigInt(o);
  });
  return mask;
}

function unmetOf({ ungranted }: Start, options: number): Int32Array {
  return Int32Array.from({ length: options }, (_, o) => ungranted.reduce((bits, mask, r) => ((mask >> BigInt(o)) & 1n ? bits | (1 << r) : bits), 0));
}
