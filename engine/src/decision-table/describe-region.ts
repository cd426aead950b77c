import { isDiscrete, isListed } from './cell-set.js';
import { commonRuns, type Region } from './analyse-boxes.js';
import { isEmptySlot, nullSlot, type ColumnSlots, type SlotRuns } from './column-slots.js';
import { keyText } from './ordered-key.js';

/** A part of the input space: a unary test for each input (`-` where any value will do), and the same in words. */
export interface DescribedRegion { tests: string[]; words: string }

const longestList = 12;

export function describeRegion(region: Region, columns: readonly ColumnSlots[], domain: readonly SlotRuns[], names: readonly string[]): DescribedRegion {
  const tests = region.map((runs, column) => runsTest(columns[column]!, runs, domain[column]!, Infinity));
  const parts = region.flatMap((runs, column) => (tests[column] === '-' ? [] : [sentence(names[column]!, runsTest(columns[column]!, runs, domain[column]!, longestList))]));
  return { tests, words: parts.length === 0 ? 'any values' : parts.join(' and ') };
}

const sentence = (name: string, test: string): string =>
  test === 'null' ? `${name} is null` : test.startsWith('not(') ? `${name} is not ${test.slice(4, -1)}` : /^[<>]/.test(test) && !test.includes(',') ? `${name} ${test}` : /[,.[(]/.test(test) && !/^-?\d+(\.\d+)?$|^"[^"]*"$/.test(test) ? `${name} in ${test}` : `${name} = ${test}`;

/** The runs as unary tests of FEEL. */
export function runsTest(slots: ColumnSlots, runs: SlotRuns, domain: SlotRuns, longest: number): string {
  if (covers(runs, domain, slots)) return '-';
  const missing = nullSlot(slots);
  const holdsNull = commonRuns(runs, [missing, missing]).length > 0;
  const present = commonRuns(runs, [0, missing - 1]);
  const texts = isListed(slots.kind) ? listedTests(slots, present, holdsNull, domain) : rangeTests(slots, present);
  if (typeof texts === 'string') return texts;
  if (holdsNull && texts.includes('not(null)')) return '-';
  if (holdsNull) texts.push('null');
  return texts.length > longest ? `${texts.slice(0, longest).join(', ')}, … (${texts.length - longest} more)` : texts.join(', ');
}

function covers(runs: SlotRuns, domain: SlotRuns, slots: ColumnSlots): boolean {
  const inside = commonRuns(runs, domain);
  let at = 0;
  for (let i = 0; i < domain.length; i += 2) {
    for (let slot = domain[i]!; slot <= domain[i + 1]!; slot += 1) {
      while (at < inside.length && inside[at + 1]! < slot) at += 2;
      if ((at >= inside.length || inside[at]! > slot) && !isEmptySlot(slots, slot)) return false;
    }
  }
  return true;
}

function listedTests(slots: ColumnSlots, runs: SlotRuns, holdsNull: boolean, domain: SlotRuns): string[] | string {
  const other = slots.places.size;
  const text = (slot: number): string => JSON.stringify(slots.values[slot]);
  const inside: number[] = [];
  for (let i = 0; i < runs.length; i += 2) for (let slot = runs[i]!; slot <= runs[i + 1]!; slot += 1) inside.push(slot);
  if (!inside.includes(other) || commonRuns(domain, [other, other]).length === 0 || slots.kind === 'boolean') return inside.filter((slot) => slot < other).map(text);
  const outside = slots.values.map((_, slot) => slot).filter((slot) => !inside.includes(slot));
  // Null equals no text, so a negated list of texts holds it, unless the list names it.
  if (holdsNull) return outside.length === 0 ? '-' : `not(${outside.map(text).join(', ')})`;
  return `not(${[...outside.map(text), 'null'].join(', ')})`;
}

function rangeTests(slots: ColumnSlots, runs: SlotRuns): string[] {
  const { points, kind } = slots;
  const top = points.length * 2;
  const out: string[] = [];
  for (let i = 0; i < runs.length; i += 2) {
    let from = runs[i]!;
    let to = runs[i + 1]!;
    while (from < to && isEmptySlot(slots, from)) from += 1;
    while (to > from && isEmptySlot(slots, to)) to -= 1;
    // A run that begins in the open begins after the breakpoint before it.
    const low = from === 0 ? null : points[(from % 2 === 1 ? from - 1 : from - 2) / 2]!;
    const high = to === top ? null : points[(to % 2 === 1 ? to - 1 : to) / 2]!;
    const lowIn = from % 2 === 1;
    const highIn = to % 2 === 1;
    const text = (key: number): string => keyText(kind, key);
    if (low === null && high === null) out.push('not(null)');
    else if (low === null) out.push(`${highIn ? '<=' : '<'} ${text(high!)}`);
    else if (high === null) out.push(`${lowIn ? '>=' : '>'} ${text(low)}`);
    else if (isDiscrete(kind)) out.push(discreteRange(kind, lowIn ? Math.ceil(low) : Math.floor(low) + 1, highIn ? Math.floor(high) : Math.ceil(high) - 1));
    else out.push(low === high ? text(low) : `${lowIn ? '[' : '('}${text(low)}..${text(high)}${highIn ? ']' : ')'}`);
  }
  return out;
}

const discreteRange = (kind: ColumnSlots['kind'], low: number, high: number): string => (low === high ? keyText(kind, low) : `[${keyText(kind, low)}..${keyText(kind, high)}]`);
