import type { ScorecardCharacteristic } from '@arbiter/contracts';
import { readBin } from './bin-tests.js';

export interface PastedScorecard { characteristics: ScorecardCharacteristic[]; /** Lines that could not be read, counted from 1. */ skipped: number[] }

const toNumber = (text: string): number | undefined => {
  const plain = text.replaceAll(/[\s\u00a0\u202f]/g, '').replace(',', '.').replace('−', '-');
  return plain !== '' && Number.isFinite(Number(plain)) ? Number(plain) : undefined;
};
const nameOf = (label: string): string => label.normalize('NFC').trim().replaceAll(/[^\p{L}\p{N}_]+/gu, '_').replace(/^[\p{N}_]+/u, '').replace(/_+$/, '').slice(0, 63);

/**
 * Rows of a spreadsheet: characteristic, bin, points, reason code (the last may be missing). An empty first cell goes on with the
 * characteristic above; a heading is passed over. With `from` and `to` as two columns the row has one more column.
 */
export function readPasted(text: string): PastedScorecard {
  const characteristics: ScorecardCharacteristic[] = [];
  const skipped: number[] = [];
  text.split(/\r?\n/).forEach((line, index) => {
    if (line.trim() === '') return;
    const cells = line.split(line.includes('\t') ? '\t' : ';').map((cell) => cell.trim().replace(/^"(.*)"$/s, '$1').replaceAll('""', '"'));
    const bounds = cells.length >= 4 && toNumber(cells[3] ?? '') !== undefined && (cells[1] === '' || toNumber(cells[1]!) !== undefined) && (cells[2] === '' || toNumber(cells[2]!) !== undefined);
    const points = toNumber(cells[bounds ? 3 : 2] ?? '');
    const label = cells[0] || characteristics.at(-1)?.label || characteristics.at(-1)?.name;
    if (points === undefined || !label) {
      // The first line without points is a heading.
      if (index > 0 || characteristics.length > 0) skipped.push(index + 1);
      return;
    }
    const [low, high] = bounds ? [toNumber(cells[1]!), toNumber(cells[2]!)] : [];
    const test = bounds ? (low === undefined && high === undefined ? '-' : low === undefined ? `< ${high}` : high === undefined ? `>= ${low}` : `[${low}..${high})`) : readBin(cells[1] ?? '');
    const reasonCode = cells[bounds ? 4 : 3] ?? '';
    const name = nameOf(label) || `characteristic_${characteristics.length + 1}`;
    let own = characteristics.find((one) => one.name === name);
    if (!own) characteristics.push((own = { name, ...(label === name ? {} : { label }), expression: name, bins: [] }));
    own.bins.push({ test, points, ...(reasonCode === '' ? {} : { reasonCode }) });
  });
  return { characteristics, skipped };
}
