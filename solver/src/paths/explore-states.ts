import type { Choice } from '../model/choice.js';
import type { CustomerRules } from '../model/model.js';

/** What a customer begins with: room left under each cap over time, and what is not yet granted by each rule that asks for something before. */
export interface Start {
  room: readonly number[];
  /** Bit o of rule r: option o needs something that rule r asks for. */
  ungranted: readonly bigint[];
}

/** A beginning without a history: all the room that caps give, and nothing that has to be granted. */
export function startWith(rules: CustomerRules | null): Start {
  return { room: (rules?.caps ?? []).map(({ max }) => max), ungranted: (rules?.needs ?? []).map(() => 0n) };
}

/** A state of a stage: where taking nothing leads, and pairs of an option and where taking it leads, as numbers in the next stage. */
export interface State {
  none: number;
  taken: [number, number][];
}

export interface Explored {
  layers: State[][];
  /** Number of each start's state in the first layer. */
  starts: number[];
}

/** What of the past still matters. Bits stand by place from the state's stage on. */
interface Past {
  left: number;
  inPeriod: number;
  forbidden: bigint;
  room: readonly number[];
  ungranted: readonly bigint[];
}

/** More edges than these cost a customer more than a search of its list. */
const mostEdges = 200_000;

/**
 * Follows all choices stage after stage from every start. Two pasts are one state where the same may follow: as many options left (no
 * more than there are stages to take them at), the same later options forbidden, the same room under caps that may yet bind, the same
 * still to be granted. The last layer's edges lead to the end, number 0. Null where a stage would have more than `most` states.
 */
export function exploreStates(choice: Choice, rules: CustomerRules | null, stages: readonly (readonly number[])[], options: number, starts: readonly Start[], most: number): Explored | null {
  const order = stages.flat();
  const place = new Int32Array(options);
  order.forEach((o, at) => (place[o] = at));
  const bits = (list: Iterable<number>): bigint => {
    let mask = 0n;
    for (const o of list) mask |= 1n << BigInt(place[o]!);
    return mask;
  };
  const { conflict } = choice;
  const forbids = Array.from({ length: options }, (_, o) => (conflict ? bits(order.filter((p) => place[p]! > place[o]! && conflict[o * options + p])) : 0n));
  const caps = rules?.caps ?? [];
  const counted = caps.map(({ counts }) => bits(order.filter((o) => counts[o])));
  const grants = (rules?.needs ?? []).map((enables) => Array.from({ length: options }, (_, p) => bits(order.filter((o) => place[o]! > place[p]! && enables[p * options + o]))));
  const begin = stages.reduce<number[]>((list, stage) => [...list, list.at(-1)! + stage.length], [0]);

  /** The state in which a past leaves a customer before stage t, with bits from the stage's first place on. */
  const settle = (past: Past, t: number): string => {
    let { forbidden } = past;
    const shift = BigInt(begin[t]!);
    const room = past.room.map((left, c) => {
      const ahead = counted[c]! >> shift;
      if (ahead === 0n) return -1;
      if (left <= 0) {
        forbidden |= ahead;
        return -1;
      }
      return left >= stagesWith(ahead, stages, t) ? -1 : left;
    });
    const useful = Math.min(past.left, stagesWithout(forbidden, stages, t));
    return useful === 0 ? '' : `${useful},${past.inPeriod},${forbidden.toString(36)},${room.join('_')},${past.ungranted.map((mask) => mask.toString(36)).join('_')}`;
  };
  const parse = (key: string): Past => {
    if (key === '') return { left: 0, inPeriod: 0, forbidden: 0n, room: caps.map(() => Infinity), ungranted: grants.map(() => 0n) };
    const [left, inPeriod, forbidden, room, ungranted] = key.split(',') as [string, string, string, string, string];
    return {
      left: Number(left),
      inPeriod: Number(inPeriod),
      forbidden: fromText(forbidden),
      room: caps.length === 0 ? [] : room.split('_').map((part) => (part === '-1' ? Infinity : Number(part))),
      ungranted: grants.length === 0 ? [] : ungranted.split('_').map(fromText),
    };
  };

  let open = new Map<string, number>();
  const numberIn = (states: Map<string, number>, key: string): number => {
    let found = states.get(key);
    if (found === undefined) states.set(key, (found = states.size));
    return found;
  };
  const first = starts.map(({ room, ungranted }) => numberIn(open, settle({ left: choice.max, inPeriod: 0, forbidden: 0n, room, ungranted: ungranted.map((mask) => byPlace(mask, place)) }, 0)));
  const layers: State[][] = [];
  let edges = 0;
  for (let t = 0; t < stages.length; t++) {
    const stage = stages[t]!;
    const [width, shift] = [BigInt(stage.length), BigInt(begin[t]!)];
    const ends = t + 1 === stages.length || stages[t + 1]![0]! % choice.periods !== stage[0]! % choice.periods;
    const rest = ends ? 0n : restOfPeriod(stages, t + 1, choice.periods);
    const next = new Map<string, number>();
    const layer: State[] = [];
    for (const key of open.keys()) {
      const past = parse(key);
      const goTo = (o: number): number => {
        const took = o < 0 ? 0 : 1;
        let inPeriod = past.inPeriod + took;
        let forbidden = (o < 0 ? past.forbidden : past.forbidden | (forbids[o]! >> shift)) >> width;
        if (!ends && inPeriod >= choice.perPeriod) {
          forbidden |= rest;
          inPeriod = 0;
        }
        return numberIn(next, settle({
          left: past.left - took,
          inPeriod: ends || choice.perPeriod === Infinity ? 0 : inPeriod,
          forbidden,
          room: past.room.map((left, c) => (o >= 0 && caps[c]!.counts[o] ? left - 1 : left)),
          ungranted: past.ungranted.map((mask, r) => (o < 0 ? mask : mask & ~(grants[r]![o]! >> shift)) >> width),
        }, t + 1));
      };
      const state: State = { none: goTo(-1), taken: [] };
      if (past.left > 0) stage.forEach((o, z) => {
        const bit = 1n << BigInt(z);
        if ((past.forbidden & bit) === 0n && past.ungranted.every((mask) => (mask & bit) === 0n)) state.taken.push([o, goTo(o)]);
      });
      edges += state.taken.length;
      layer.push(state);
      if (next.size > most || edges > mostEdges) return null;
    }
    layers.push(layer);
    open = next;
  }
  return { layers, starts: first };
}

function fromText(text: string): bigint {
  let value = 0n;
  for (const digit of text) value = value * 36n + BigInt(Number.parseInt(digit, 36));
  return value;
}

/** Bits by option as bits by place. */
function byPlace(mask: bigint, place: Int32Array): bigint {
  let out = 0n;
  place.forEach((at, o) => {
    if ((mask >> BigInt(o)) & 1n) out |= 1n << BigInt(at);
  });
  return out;
}

/** Bits of the stages from `from` on that are of the same period. */
function restOfPeriod(stages: readonly (readonly number[])[], from: number, periods: number): bigint {
  let width = 0;
  for (let t = from; t < stages.length && stages[t]![0]! % periods === stages[from]![0]! % periods; t++) width += stages[t]!.length;
  return (1n << BigInt(width)) - 1n;
}

/** How many stages from t on have an option in the mask, or, for `stagesWithout`, one outside of it. */
function stagesWith(mask: bigint, stages: readonly (readonly number[])[], t: number): number {
  let [count, rest] = [0, mask];
  for (let s = t; s < stages.length && rest !== 0n; s++) {
    const width = BigInt(stages[s]!.length);
    if ((rest & ((1n << width) - 1n)) !== 0n) count++;
    rest >>= width;
  }
  return count;
}

function stagesWithout(mask: bigint, stages: readonly (readonly number[])[], t: number): number {
  let [count, rest] = [0, mask];
  for (let s = t; s < stages.length; s++) {
    if (rest === 0n) return count + stages.length - s;
    const width = BigInt(stages[s]!.length);
    const all = (1n << width) - 1n;
    if ((rest & all) !== all) count++;
    rest >>= width;
  }
  return count;
}
