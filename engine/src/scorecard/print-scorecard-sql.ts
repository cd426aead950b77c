import type { Fault, Result } from '@arbiter/contracts';
import { cellSql, feelSql, withoutSqlAsFault, type SqlPlace, type SqlViolation } from '../decision-table/print-decision-table-sql.js';
import { sqlNumber, sqlText } from '../feel/index.js';
import type { CheckedScorecard } from './check-scorecard.js';
import { cardTable } from './print-scorecard.js';

/** A scorecard in SQL: nullable numbers and texts, reasons as an array of texts; null and empty where a violation holds. */
export interface ScorecardSql { score: string; band: string; reasons: string; points: string[]; violations: SqlViolation[] }

export function printScorecardSql(card: CheckedScorecard, place: SqlPlace): Result<ScorecardSql, Fault[]> {
  return withoutSqlAsFault(() => print(card, place));
}

function print(card: CheckedScorecard, place: SqlPlace): ScorecardSql {
  const keep = (sql: string): string => (place.column ? place.column(sql) : `(${sql})`);
  const { title, initialScore, baselines, reasonCodes, sign, reasonCount, bands } = cardTable(card);
  const violations: SqlViolation[] = [];
  const parts = card.characteristics.map((characteristic, index) => {
    const path = `/characteristics/${index}`;
    const value = keep(feelSql(characteristic.checked, place, `${path}/expression`));
    const tests = characteristic.bins.map(({ test }, bin) => `${cellSql(test, value, place, `${path}/bins/${bin}/test`) ?? 'toUInt8(1)'}, ${bin + 1}`);
    const bin = keep(`toUInt16(multiIf(${tests.join(', ')}, 0))`);
    const points = keep(`CAST(multiIf(${characteristic.bins.map((one, at) => `${bin} = ${at + 1}, ${typeof one.points === 'number' ? sqlNumber(one.points) : feelSql(one.points, place, `${path}/bins/${at}/points`)}`).join(', ')}, NULL) AS Nullable(Float64))`);
    violations.push({ when: keep(`toUInt8(${bin} = 0)`), code: 'no-bin', message: `${title}: no bin of "${characteristic.name}" takes the value; add a bin for it, or a last one with the test -` });
    violations.push({ when: keep(`toUInt8(${bin} > 0 AND isNull(${points}))`), code: 'points-not-number', message: `${title}: the points of "${characteristic.name}" are no number; mend their expression` });
    return { bin, points };
  });
  // Null points make the sum null.
  const score = keep([`toNullable(${sqlNumber(initialScore)})`, ...parts.map(({ points }) => points)].join(' + '));
  const rising = bands.slice(1).reverse();
  const band = bands.length === 0 ? 'CAST(NULL AS Nullable(String))' : keep(`multiIf(isNull(${score}), NULL, ${rising.map(({ name, from }) => `ifNull(${score} >= ${sqlNumber(from!)}, false), ${sqlText(name)}, `).join('')}toNullable(${sqlText(bands[0]!.name)}))`);
  return { score, band, reasons: reasonsSql(), points: parts.map(({ points }) => points), violations };

  function reasonsSql(): string {
    if (sign === 0) return "CAST([], 'Array(String)')";
    const entries = parts.map(({ bin, points }, index) => `(ifNull((${sign < 0 ? `${points} - ${sqlNumber(baselines[index]!)}` : `${sqlNumber(baselines[index]!)} - ${points}`}), 0), ${index}, ${codeOf(reasonCodes[index]!, bin)})`);
    const codes = `arrayDistinct(arrayMap(one -> one.3, arraySort(arrayFilter(one -> one.3 != '' AND one.1 < 0, [${entries.join(', ')}]))))`;
    return keep(`if(isNull(${score}), CAST([], 'Array(String)'), ${reasonCount === null ? codes : `arraySlice(${codes}, 1, ${reasonCount})`})`);
  }

  function codeOf(codes: readonly (string | null)[], bin: string): string {
    const given = codes.flatMap((code, at) => (code === null ? [] : [`${bin} = ${at + 1}, ${sqlText(code)}`]));
    return given.length === 0 ? "''" : `multiIf(${given.join(', ')}, '')`;
  }
}
