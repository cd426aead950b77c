/**
 * The values that a cell of a table accepts, where they can be told without running it. Numbers, dates and other ordered values are
 * ranges of numeric keys (see ordered-key.ts); texts and truth values are lists. `null` in a range means no bound on that side.
 * Plain data, so that it can stand in printed code.
 */
export type CellSet =
  | 'any'
  /** Arbitrary FEEL: nothing is known of what it accepts. */
  | 'unknown'
  | ({ null: boolean; in: KeyRange[] } & Foreign)
  /** `except`: every value but these. */
  | ({ null: boolean; is: (string | boolean)[]; except: boolean } & Foreign);

/**
 * Set where values that do not compare with the column's kind are accepted too, such as a local time among times with an offset: only
 * `not(null)` does so, every other test is null of them.
 */
interface Foreign { foreign?: true }
const foreign = (is: boolean): Foreign => (is ? { foreign: true } : {});

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

/** Values in either set. */
export function unite(a: Exclude<CellSet, string>, b: Exclude<CellSet, string>): CellSet {
  const nullToo = a.null || b.null;
  const more = foreign(a.foreign === true || b.foreign === true);
  if ('in' in a && 'in' in b) return { null: nullToo, in: [...a.in, ...b.in], ...more };
  if (!('is' in a) || !('is' in b)) return 'unknown';
  if (a.except && b.except) return { null: nullToo, except: true, is: a.is.filter((value) => b.is.includes(value)), ...more };
  if (!a.except && !b.except) return { null: nullToo, except: false, is: [...new Set([...a.is, ...b.is])], ...more };
  const [except, plain] = a.except ? [a, b] : [b, a];
  return { null: nullToo, except: true, is: except.is.filter((value) => !plain.is.includes(value)), ...more };
}

/** Present values outside the set; null is said separately, because a comparison with null is not true, nor is its negation. */
export function complement(set: Exclude<CellSet, string>, nullToo: boolean): CellSet {
  const nullAlone = set.null && ('is' in set ? set.is.length === 0 && !set.except : set.in.length === 0);
  const more = foreign(nullAlone && !nullToo);
  if ('is' in set) return { null: nullToo, is: set.is, except: !set.except, ...more };
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
  return { null: nullToo, in: out, ...more };
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

/** Values in both sets. */
export function intersectSets(a: CellSet, b: CellSet): CellSet {
  if (a === 'any') return b;
  if (b === 'any') return a;
  if (typeof a === 'string' || typeof b === 'string') return 'unknown';
  const nullToo = a.null && b.null;
  const outside = (set: Exclude<CellSet, string>): Exclude<CellSet, string> => complement(set, false) as Exclude<CellSet, string>;
  const union = unite(outside(a), outside(b));
  if (typeof union === 'string') return 'unknown';
  const { foreign: _, ...both } = complement(union, nullToo) as Exclude<CellSet, string>;
  return { ...both, ...foreign(a.foreign === true && b.foreign === true) };
}
