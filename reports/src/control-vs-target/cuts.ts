import type { ReportComparison, ReportCut, ReportMetric } from '@arbiter/contracts/report-model';
import type { CellRow, UnitSums } from '../marts/unit-sums.js';
import type { UnitSumScales } from '../stats/unit-sums-moments.js';
import { compareAsTreated, type StratumSums } from './as-treated.js';
import { comparisonRowOf } from './comparison-rows.js';
import { type ReportArms, type ReportCells, segmentsBySize, type StratumCells, sumsOf } from './report-cells.js';

/** A page cannot show more values of a cut than this, nor a reader compare them. */
const mostValues = 30;

export interface CutsInput {
  metrics: readonly ReportMetric[];
  scalesOf: (metric: string) => UnitSumScales;
  arms: ReportArms;
  cells: ReportCells;
  confidence: number;
  balanceDays: number;
  rowsOf: (cells: readonly CellRow[], segment: string) => ReportComparison[];
  adjust: (rows: ReportComparison[]) => ReportComparison[];
}

/** Comparisons by wave, by first channel and by first offer. */
export function cutsOf(input: CutsInput): ReportCut[] {
  return [waveCut(input), asTreatedCut(input, 'channel', input.cells.firstChannels), asTreatedCut(input, 'offer', input.cells.firstActions)];
}

/** Both arms of a wave were assigned in the same week by the same lot. */
function waveCut({ cells, rowsOf, adjust }: CutsInput): ReportCut {
  const all = segmentsBySize(cells.waves).sort();
  const shown = all.slice(-mostValues);
  return {
    by: 'wave', basis: 'randomised', cautions: [], rows: adjust(shown.flatMap((wave) => rowsOf(cells.waves, wave))), omitted: all.length - shown.length, reason: all.length === 0 ? 'no-data' : null,
  };
}

function asTreatedCut(input: CutsInput, by: 'channel' | 'offer', treated: readonly StratumCells[]): ReportCut {
  const { arms, metrics, cells, adjust } = input;
  const targets = new Set(arms.targets);
  const sizes = new Map<string, bigint>();
  for (const { cells: rows } of treated) {
    for (const { metric, arm, segment, sums } of rows) if (metric === '' && segment !== '' && targets.has(arm)) sizes.set(segment, (sizes.get(segment) ?? 0n) + sums.n);
  }
  const values = [...sizes].sort((a, b) => (a[1] < b[1] ? 1 : a[1] > b[1] ? -1 : a[0] < b[0] ? -1 : 1)).map(([value]) => value);
  const shown = values.slice(0, mostValues);
  let leftOut = 0;
  const rows = shown.flatMap((value) =>
    metrics.flatMap((metric) =>
      arms.targets.flatMap((arm) => {
        const strata = treated.map(({ stratum, cells: within }): StratumSums => ({ stratum, target: sumsOf(within, metric.id, new Set([arm]), value), control: controlOf(cells, metric.id, arms, stratum) }));
        if (strata.every(({ target }) => target.n === 0n)) return [];
        const compared = compareAsTreated(metric, input.scalesOf(metric.id), strata, input.confidence);
        leftOut += compared.leftOut;
        return [
          comparisonRowOf(compared.comparison, {
            metric, scales: input.scalesOf(metric.id), arm, segment: value, target: compared.target, control: compared.control, confidence: input.confidence,
            decisionUnits: Number(compared.target.n + compared.control.n), balanceDays: input.balanceDays, adjusted: null,
          }),
        ];
      }),
    ),
  );
  const strata = new Set(treated.map(({ stratum }) => stratum)).size;
  const cautions: ReportCut['cautions'] = ['not-randomised', strata > 1 ? 'control-reweighted' : 'no-strata', ...(leftOut > 0 ? (['strata-left-out'] as const) : [])];
  return { by, basis: 'as-treated', cautions, rows: adjust(rows), omitted: values.length - shown.length, reason: values.length === 0 ? 'no-data' : null };
}

function controlOf({ strata }: ReportCells, metric: string, { controls }: ReportArms, stratum: string): UnitSums {
  return sumsOf(strata, metric, controls, stratum);
}
