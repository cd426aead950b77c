import { ScorecardDocument, type Fault, type Result } from '@arbiter/contracts';
import type { FeelType } from '../feel/feel-type.js';
import type { CheckedFeel } from '../feel/index.js';
import { findGaps, findShadowed, WorkBudget } from '../decision-table/analyse-boxes.js';
import { spaceOf } from '../decision-table/analyse-decision-table.js';
import { CellReader } from '../decision-table/cell-reader.js';
import { readColumn, type TableCell, type TableColumn, type TableScope } from '../decision-table/check-decision-table.js';
import { describeRegion, type DescribedRegion } from '../decision-table/describe-region.js';
import { shapeFaults } from '../decision-table/shape-faults.js';
import { typeFits } from '../strategy-data-model/feel-types.js';

export interface CardBin { readonly test: TableCell; readonly points: number | CheckedFeel; readonly reasonCode: string | undefined; readonly label: string | undefined }
export interface CardCharacteristic extends TableColumn { readonly bins: readonly CardBin[]; readonly baselinePoints: number | undefined }
export interface CheckedScorecard {
  readonly document: ScorecardDocument;
  readonly characteristics: readonly CardCharacteristic[];
  /** Names that the scorecard reads, in order of first use. */
  readonly names: readonly string[];
  readonly givesReasons: boolean;
}

/** Reads each characteristic and bin at its place. What bins leave out is told by analyseScorecard. */
export function checkScorecard(value: unknown, scope: TableScope): Result<CheckedScorecard, Fault[]> {
  const shape = shapeFaults(ScorecardDocument, value, 'scorecard');
  if (shape.length > 0) return { ok: false, error: shape };
  const document = value as ScorecardDocument;
  const reader = new CellReader(scope);
  const givesReasons = document.reasonAlgorithm !== undefined || document.characteristics.some(({ reasonCode, bins }) => reasonCode !== undefined || bins.some((bin) => bin.reasonCode !== undefined));
  const names = new Map<string, number>();
  const characteristics = document.characteristics.map((characteristic, index): CardCharacteristic | undefined => {
    const path = `/characteristics/${index}`;
    const first = names.get(characteristic.name);
    if (first !== undefined) reader.fault(`${path}/name`, 'duplicate', `Characteristics ${first + 1} and ${index + 1} are both called "${characteristic.name}"; rename one`);
    names.set(characteristic.name, index);
    const column = readColumn({ ...characteristic, label: characteristic.label ?? characteristic.name }, path, scope, reader);
    if (!column) return undefined;
    const bins = characteristic.bins.map((bin, place) => {
      const at = `${path}/bins/${place}`;
      const test = reader.tests(bin.test.trim() === '' ? '-' : bin.test, `${at}/test`, column.type, column.kind);
      const points = typeof bin.points === 'number' ? bin.points : reader.expression(bin.points, `${at}/points`);
      if (typeof points === 'object' && !typeFits(points.type, numberType)) reader.mismatch(`${at}/points`, `The points of bin ${place + 1} of "${characteristic.name}"`, points.type, numberType);
      return test && points !== undefined ? { test, points, reasonCode: bin.reasonCode ?? characteristic.reasonCode, label: bin.label } : undefined;
    });
    const baselinePoints = characteristic.baselinePoints ?? document.baselinePoints;
    if (givesReasons && baselinePoints === undefined) {
      reader.fault(`${path}/baselinePoints`, 'baseline-missing', `The characteristic "${characteristic.name}" has no baseline points, which reasons are counted from; give them here or for the whole scorecard`);
    }
    return bins.includes(undefined) ? undefined : { ...column, name: characteristic.name, bins: bins as CardBin[], baselinePoints };
  });
  document.bands?.forEach(({ name, from }, index, bands) => {
    const path = `/bands/${index}/from`;
    if (index === 0 && from !== undefined) reader.fault(path, 'band-order', `The first band "${name}" takes every score below the second; leave its "from" out`);
    if (index > 0 && from === undefined) reader.fault(path, 'incomplete', `The band "${name}" has no "from"; say from which score it counts`);
    const before = bands[index - 1]?.from;
    if (index > 1 && from !== undefined && before !== undefined && from <= before) reader.fault(path, 'band-order', `The band "${name}" begins at ${from}, not above the one before (${before}); put bands by rising "from"`);
  });
  if (reader.faults.length > 0) return { ok: false, error: reader.faults };
  return { ok: true, value: { document, characteristics: characteristics as CardCharacteristic[], names: [...reader.names], givesReasons } };
}

const numberType: FeelType = { kind: 'number' };

/** What a characteristic's bins leave out, and bins that never count because bins before them take all they accept. */
export interface CharacteristicAnalysis { characteristic: number; gaps: DescribedRegion[]; unreachable: number[]; unknownBins: number[] }

export function analyseScorecard(card: CheckedScorecard): CharacteristicAnalysis[] {
  return card.characteristics.map((characteristic, index) => {
    const space = spaceOf([characteristic], characteristic.bins.map(({ test }) => [test.set]));
    const { gaps } = findGaps(space, 100, new WorkBudget(5_000_000));
    const order = characteristic.bins.map((_, bin) => bin);
    return {
      characteristic: index,
      gaps: gaps.map((gap) => describeRegion(gap, space.columns, space.domain, [characteristic.name])),
      unreachable: findShadowed(space, order, new WorkBudget(5_000_000)) ?? [],
      unknownBins: order.filter((bin) => characteristic.bins[bin]!.test.set === 'unknown'),
    };
  });
}
