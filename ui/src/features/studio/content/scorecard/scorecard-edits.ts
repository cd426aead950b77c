import type { ScorecardBin, ScorecardCharacteristic, ScorecardDocument } from '@arbiter/contracts';

/* Edits of a scorecard; each a new document. What is half-made is borne. */

const plain = (value: unknown): Record<string, unknown> => (typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {});

/** A document with everything that the editor shows, whatever was there. Keys that are right stay as they are. */
export function asScorecard(document: unknown): ScorecardDocument {
  const given = plain(document);
  const characteristics = Array.isArray(given.characteristics) ? given.characteristics.map((one) => asCharacteristic(one)) : [];
  const same = Array.isArray(given.characteristics) && given.characteristics.every((one, index) => one === characteristics[index]);
  if (same && typeof given.initialScore === 'number') return given as unknown as ScorecardDocument;
  return { ...given, initialScore: typeof given.initialScore === 'number' ? given.initialScore : 0, characteristics } as ScorecardDocument;
}

function asCharacteristic(value: unknown): ScorecardCharacteristic {
  const given = plain(value);
  const bins = Array.isArray(given.bins) ? given.bins : [];
  const fine = typeof given.name === 'string' && typeof given.expression === 'string' && Array.isArray(given.bins) && bins.every((bin) => typeof plain(bin).test === 'string' && ['number', 'string'].includes(typeof plain(bin).points));
  if (fine) return value as ScorecardCharacteristic;
  return { ...given, name: String(given.name ?? ''), expression: String(given.expression ?? ''), bins: bins.map((bin): ScorecardBin => ({ ...plain(bin), test: String(plain(bin).test ?? ''), points: (plain(bin).points ?? 0) as number })) } as ScorecardCharacteristic;
}

export const changeCharacteristic = (card: ScorecardDocument, index: number, change: (one: ScorecardCharacteristic) => ScorecardCharacteristic): ScorecardDocument => ({ ...card, characteristics: card.characteristics.map((one, at) => (at === index ? change(one) : one)) });

export const changeBin = (card: ScorecardDocument, index: number, bin: number, change: Partial<ScorecardBin>): ScorecardDocument =>
  changeCharacteristic(card, index, (one) => ({ ...one, bins: one.bins.map((former, at) => (at === bin ? withoutEmpty({ ...former, ...change }) : former)) }));

/** Optional keys that are empty are left out. */
export function withoutEmpty<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([key, one]) => one !== undefined && (one !== '' || key === 'test' || key === 'points' || key === 'name' || key === 'expression'))) as T;
}

export function move<T>(list: readonly T[], from: number, to: number): T[] {
  const rest = list.filter((_, index) => index !== from);
  const place = to > from ? to - 1 : to;
  return [...rest.slice(0, place), ...list.slice(from, from + 1), ...rest.slice(place)];
}

/** A new bin before the ones for missing values and the rest, beginning where the last range ends. */
export function addBin(characteristic: ScorecardCharacteristic, test: string): ScorecardCharacteristic {
  const { bins } = characteristic;
  const special = bins.findIndex(({ test: own }) => ['-', '', 'null'].includes(own.trim()));
  const last = special >= 0 && ['-', ''].includes(bins.at(-1)?.test.trim() ?? '') && test !== '-' ? bins.length - 1 : bins.length;
  return { ...characteristic, bins: [...bins.slice(0, last), { test, points: 0 }, ...bins.slice(last)] };
}

/** Where the next range begins: the greatest upper bound. */
export function nextTest(bins: readonly ScorecardBin[]): string {
  const highs = bins.map(({ test }) => /\.\.\s*(-?\d+(?:\.\d+)?)\s*[\])[]$/.exec(test.trim())?.[1] ?? /^<=?\s*(-?\d+(?:\.\d+)?)$/.exec(test.trim())?.[1]).filter((high): high is string => high !== undefined).map(Number);
  return highs.length > 0 ? `>= ${Math.max(...highs)}` : '-';
}

/** Least and greatest score; undefined where points are expressions. */
export function scoreRange({ initialScore, characteristics }: ScorecardDocument): { least: number; most: number } | undefined {
  let [least, most] = [initialScore, initialScore];
  for (const { bins } of characteristics) {
    const points = bins.map(({ points: one }) => Number(one)).filter((one) => Number.isFinite(one));
    if (points.length !== bins.length) return undefined;
    if (points.length === 0) continue;
    least += Math.min(...points);
    most += Math.max(...points);
  }
  return { least, most };
}
