import { printFeelJavaScript, type CheckedFeel } from '../feel/index.js';
import { nameCodes } from '../decision-table/name-codes.js';
import { printCell, printKey, type ColumnCode } from '../decision-table/print-cell.js';
import { remark } from '../decision-table/print-decision-table.js';
import type { CheckedScorecard } from './check-scorecard.js';
import type { CardTable } from './scorecard-runtime.js';

export function cardTable({ document, characteristics, givesReasons }: CheckedScorecard): CardTable {
  return {
    title: `scorecard${document.name ? ` "${document.name}"` : ''}`,
    initialScore: document.initialScore,
    characteristics: characteristics.map(({ name }) => name),
    baselines: characteristics.map(({ baselinePoints }) => baselinePoints ?? null),
    reasonCodes: characteristics.map(({ bins }) => bins.map(({ reasonCode }) => reasonCode ?? null)),
    sign: !givesReasons ? 0 : document.reasonAlgorithm === 'points-above' ? 1 : -1,
    reasonCount: document.reasonCount ?? null,
    bands: (document.bands ?? []).map(({ name, from }) => ({ name, from: from ?? null })),
  };
}

/**
 * The scorecard as a JavaScript expression over the runtime `R`. It evaluates to a function `(x, …names) => ScorecardOutcome`: `x` is the
 * context of the evaluation, the names are those of `card.names` in their order.
 */
export function printScorecard(card: CheckedScorecard): string {
  const codes = nameCodes(card.names);
  const read = (name: string): string => codes.get(name)!;
  const feel = (checked: CheckedFeel): string => printFeelJavaScript(checked, { read });
  const lines: string[] = [];
  card.characteristics.forEach((characteristic, index) => {
    const n = index + 1;
    const column: ColumnCode = { kind: characteristic.kind, value: `v${n}`, key: `k${n}` };
    lines.push(`const v${n} = ${feel(characteristic.checked)};${remark(characteristic.name)}`);
    const key = printKey(column);
    if (key !== '') lines.push(key);
    lines.push(`let b${n} = -1, p${n} = null;`, `bins${n}: {`);
    characteristic.bins.forEach((bin, place) => {
      const condition = printCell(bin.test, column, read);
      const take = `b${n} = ${place}; p${n} = ${typeof bin.points === 'number' ? bin.points : feel(bin.points)}; break bins${n};`;
      lines.push(`  ${condition === undefined ? `{ ${take} }` : `if (${condition}) { ${take} }`}${remark(`${bin.test.source}${bin.label ? ` (${bin.label})` : ''}`)}`);
    });
    lines.push('}');
  });
  const list = (letter: string): string => card.characteristics.map((_, index) => `${letter}${index + 1}`).join(', ');
  lines.push(`return R.scorecardOutcome(card, [${list('b')}], [${list('p')}]);`);
  return `(() => {\n  const card = ${JSON.stringify(cardTable(card))};\n  return (${['x', ...codes.values()].join(', ')}) => {\n${lines.map((line) => `    ${line}`).join('\n')}\n  };\n})()`;
}
