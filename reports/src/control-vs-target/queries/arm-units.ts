import { assignedSql, type ReportQuery, type ReportScope, scopeParams } from '../report-scope.js';

export interface ArmUnitsRow {
  arm: string;
  segment: string;
  units: number;
}

/** Customers by arm and segment: the sizes that the sample-ratio check judges. */
export function armUnits(scope: ReportScope): ReportQuery<ArmUnitsRow> {
  const sql = `WITH ${assignedSql}
SELECT arm, segment, toFloat64(count()) AS units FROM assigned GROUP BY arm, segment ORDER BY arm, segment`;
  return { sql, params: scopeParams(scope) };
}
