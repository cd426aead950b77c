import type { Fault } from '@arbiter/contracts';
import { isListed, type CellSet, type ColumnKind } from '../decision-table/cell-set.js';
import type { TableScope } from '../decision-table/check-decision-table.js';
import { orderedKey } from '../decision-table/ordered-key.js';
import { constantOf } from '../decision-table/read-cell.js';
import { checkScorecard, type CardBin } from './check-scorecard.js';
import { cardTable } from './print-scorecard.js';
import { scorecardOutcome, type ScorecardOutcome } from './scorecard-runtime.js';

/** The outcome; `unknown` names the characteristics whose bins or points only running them can tell. Without an outcome the document has faults. */
export type ScorecardTrial = { ok: true; outcome: ScorecardOutcome | null; bins: (number | undefined)[]; points: (number | undefined)[]; unknown: string[] } | { ok: false; faults: Fault[] };

/** Whether a set of known values has a value of FEEL (null included). */
export function holds(set: CellSet, kind: ColumnKind | undefined, value: unknown): boolean | undefined {
  if (set === 'any') return true;
  if (set === 'unknown') return undefined;
  if (value === null) return set.null;
  if ('is' in set) {
    if (kind !== undefined && !isListed(kind)) return undefined;
    if (typeof value !== kind) return set.foreign === true;
    return set.except !== set.is.includes(value as string | boolean);
  }
  const key = kind === undefined ? undefined : orderedKey(kind, value);
  if (key === undefined) return set.foreign === true;
  return set.in.some(([low, high, ends]) => (low === null || (ends[0] === '[' ? key >= low : key > low)) && (high === null || (ends[1] === ']' ? key <= high : key < high)));
}

/** Scores one sample without making code, for pages: values of FEEL by characteristic, null where there is none. */
export function tryScorecard(document: unknown, values: Readonly<Record<string, unknown>>, scope: TableScope): ScorecardTrial {
  const checked = checkScorecard(document, scope);
  if (!checked.ok) return { ok: false, faults: checked.error };
  const card = checked.value;
  const unknown: string[] = [];
  const bins: (number | undefined)[] = [];
  const points: (number | undefined)[] = [];
  for (const { name, bins: own, kind } of card.characteristics) {
    const value = values[name] ?? null;
    let found: number | undefined = -1;
    for (const [place, { test }] of own.entries()) {
      const fits = holds(test.set, kind, value);
      if (fits === false) continue;
      found = fits === undefined ? undefined : place;
      break;
    }
    const gained = found === undefined || found < 0 ? undefined : pointsOf(own[found]!);
    if (found === undefined || (found >= 0 && gained === undefined)) unknown.push(name);
    bins.push(found);
    points.push(gained);
  }
  const outcome = unknown.length > 0 ? null : scorecardOutcome(cardTable(card), bins as number[], points.map((value) => value ?? null));
  return { ok: true, outcome, bins, points, unknown };
}

function pointsOf({ points }: CardBin): number | undefined {
  if (typeof points === 'number') return points;
  const value = constantOf(points.tree)?.value;
  return typeof value === 'number' ? value : undefined;
}
