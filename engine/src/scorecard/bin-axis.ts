import type { ScorecardDocument } from '@arbiter/contracts';
import type { CellSet } from '../decision-table/cell-set.js';
import type { TableScope } from '../decision-table/check-decision-table.js';
import { keyText } from '../decision-table/ordered-key.js';
import { analyseScorecard, checkScorecard } from './check-scorecard.js';

/** A stretch of the axis with the bins that take it, the first of which counts; none is a gap. Ends are FEEL texts, null without a bound. */
export interface AxisStretch { from: string | null; to: string | null; bins: number[] }

export interface BinReview {
  /** Rising stretches for values in order; undefined for categories and where a bin's values are not known beforehand. */
  axis: AxisStretch[] | undefined;
  /** What no bin takes, in words and as a test that would close the gap. */
  gaps: { test: string; words: string }[];
  /** Bins that never count. */
  unreachable: number[];
}

/** Bins of one characteristic laid side by side; undefined while it has faults. */
export function reviewBins(characteristic: ScorecardDocument['characteristics'][number], scope: TableScope): BinReview | undefined {
  const checked = checkScorecard({ initialScore: 0, characteristics: [{ ...characteristic, baselinePoints: characteristic.baselinePoints ?? 0 }] }, scope);
  if (!checked.ok) return undefined;
  const [column] = checked.value.characteristics;
  const [analysis] = analyseScorecard(checked.value);
  const { kind } = column!;
  const sets = column!.bins.map(({ test }) => test.set);
  return {
    axis: kind === undefined || kind === 'string' || kind === 'boolean' ? undefined : axisOf(sets, (key) => keyText(kind, key)),
    gaps: analysis!.gaps.map(({ tests, words }) => ({ test: tests[0]!, words })),
    unreachable: analysis!.unreachable,
  };
}

const most = 200;

/** Elementary stretches between the bounds of all bins; neighbours with the same bins are one. Single points are left out. */
function axisOf(sets: readonly CellSet[], text: (key: number) => string): AxisStretch[] | undefined {
  if (sets.includes('unknown')) return undefined;
  const bounds = [...new Set(sets.flatMap((set) => (typeof set === 'object' && 'in' in set ? set.in.flatMap(([low, high]) => [low, high]) : [])))].filter((key): key is number => key !== null).sort((a, b) => a - b);
  if (bounds.length > most) return undefined;
  const stretches: AxisStretch[] = [];
  for (let at = 0; at <= bounds.length; at += 1) {
    const [low, high] = [bounds[at - 1] ?? null, bounds[at] ?? null];
    const bins = sets.flatMap((set, bin) => (set === 'any' || (typeof set === 'object' && 'in' in set && set.in.some(([from, to]) => (from ?? -Infinity) <= (low ?? -Infinity) && (to ?? Infinity) >= (high ?? Infinity) && (from !== to || from === null))) ? [bin] : []));
    const last = stretches.at(-1);
    if (last && last.bins.join() === bins.join()) last.to = high === null ? null : text(high);
    else stretches.push({ from: low === null ? null : text(low), to: high === null ? null : text(high), bins });
  }
  return stretches;
}
