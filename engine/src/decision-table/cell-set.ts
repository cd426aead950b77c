/**
 * The values that a cell of a table accepts, where they can be told without running it. Numbers, dates and other ordered values are
 * ranges of numeric keys (see ordered-key.ts); texts and truth values are lists. `null` in a range means no bound on that side.
 * Plain data, so that it can stand in printed code.
 */
export type CellSet =
  | 'any'
  /** Arbitrary FEEL: nothing is known of what it accepts. */
  | 'unknown'
  | { null: boolean; in: KeyRange[] }
  /** `except`: every value but these. */
  | { null: boolean; is: (string | boolean)[]; except: boolean };

export type KeyRange = [low: number | null, high: number | null, ends: RangeEnds];
export type RangeEnds = '[]' | '[)' | '(]' | '()';

/** How the values of a column are laid out: integers and dates have nothing between neighbours, `number`s have. */
export type ColumnKind = 'number' | 'integer' | 'string' | 'boolean' | 'date' | 'time' | 'date and time' | 'days and time duration' | 'years and months duration';

export const isListed = (kind: ColumnKind): kind is 'string' | 'boolean' => kind === 'string' || kind === 'boolean';
/** Kinds whose keys are whole numbers. */
export const isDiscrete = (kind: ColumnKind): boolean => kind === 'integer' || kind === 'date' || kind === 'years and months duration';

/** Every value but null. */
export const presentSet = (kind: ColumnKind): Exclude<CellSet, string> => (isListed(kind) ? { null: false, is: [], except: true } : { null: false, in: [[null, null, '()']] });
export const nullSet = (kind: ColumnKind): Exclude<CellSet, string> => (isListed(kind) ? { null: true, is: [], except: false } : { null: true, in: [] });

/** Whether the set holds every value other than null, as `not(null)` does. */
export function holdsAllPresent(set: CellSet): boolean {
  if (typeof set === 'string') return set === 'any';
  if ('is' in set) return set.except && set.is.length === 0;
  return set.in.some(([low, high]) => low === null && high === null);
}

/** Values in either set. */
export function unite(a: Exclude<CellSet, string>, b: Exclude<CellSet, string>): CellSet {
  const nullToo = a.null || b.null;
  if ('in' in a && 'in' in b) return { null: nullToo, in: [...a.in, ...b.in] };
  if (!('is' in a) || !('is' in b)) return 'unknown';
  if (a.except && b.except) return { null: nullToo, except: true, is: a.is.filter((value) => b.is.includes(value)) };
  if (!a.except && !b.except) return { null: nullToo, except: false, is: [...new Set([...a.is, ...b.is])] };
  const [except, plain] = a.except ? [a, b] : [b, a];
  return { null: nullToo, except: true, is: except.is.filter((value) => !plain.is.includes(value)) };
}

/** Present values outside the set; null is said separately, because a comparison with null is not true, nor is its negation. */
export function complement(set: Exclude<CellSet, string>, nullToo: boolean): CellSet {
  if ('is' in set) return { null: nullToo, is: set.is, except: !set.except };
  const ranges = mergeRanges(set.in);
  const out: KeyRange[] = [];
  let low: number | null = null;
  let lowOpen = true;
  let open = true;
  for (const [from, to, ends] of ranges) {
    if (from !== null) out.push([low, from, `${lowOpen ? '(' : '['}${ends[0] === '[' ? ')' : ']'}` as RangeEnds]);
    if (to === null) {
      open = false;
      break;
    }
    low = to;
    lowOpen = ends[1] === ']';
  }
  if (open) out.push([low, null, lowOpen ? '()' : '[)']);
  return { null: nullToo, in: out };
}

/** The same values as rising ranges that do not touch. */
export function mergeRanges(ranges: readonly KeyRange[]): KeyRange[] {
  const side = ([low, , ends]: KeyRange): [number, number] => [low ?? -Infinity, ends[0] === '[' ? 0 : 1];
  const proper = ranges.filter(([low, high, ends]) => low === null || high === null || low < high || (low === high && ends === '[]'));
  const sorted = [...proper].sort((a, b) => side(a)[0] - side(b)[0] || side(a)[1] - side(b)[1] || 0);
  const out: KeyRange[] = [];
  for (const range of sorted) {
    const last = out.at(-1);
    if (!last || !touches(last, range)) out.push([...range]);
    else if (last[1] !== null && (range[1] === null || range[1] > last[1] || (range[1] === last[1] && range[2][1] === ']'))) {
      last[1] = range[1];
      last[2] = `${last[2][0]}${range[2][1]}` as RangeEnds;
    }
  }
  return out;
}

const touches = (first: KeyRange, next: KeyRange): boolean =>
  first[1] === null || next[0] === null || next[0] < first[1] || (next[0] === first[1] && (first[2][1] === ']' || next[2][0] === '['));
