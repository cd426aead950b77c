import type { Fault } from '@arbiter/contracts';
import { analyseScorecard, type CheckedScorecard } from './check-scorecard.js';

const mostOfAKind = 20;

/** What bins leave out and bins that never count, in words. */
export function scorecardWarnings(card: CheckedScorecard): Fault[] {
  return analyseScorecard(card).flatMap(({ characteristic, gaps, unreachable, unknownBins }) => {
    const path = `/characteristics/${characteristic}`;
    const { name } = card.characteristics[characteristic]!;
    return [
      ...gaps.slice(0, mostOfAKind).map(({ words }) => ({ path: `${path}/bins`, code: 'gap', message: `No bin takes ${words}: add one, or a last one with the test -` })),
      ...unreachable.slice(0, mostOfAKind).map((bin) => ({ path: `${path}/bins/${bin}`, code: 'unreachable-bin', message: `Bin ${bin + 1} of "${name}" never counts: bins before it take all it accepts` })),
      ...(unknownBins.length > 0 ? [{ path: `${path}/bins/${unknownBins[0]!}/test`, code: 'not-analysed', message: `The values of ${unknownBins.length} bins of "${name}" are not known beforehand; gaps are told without them` }] : []),
    ];
  });
}
