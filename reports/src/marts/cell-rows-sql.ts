import { cellSumsSql, type SummedMetric, sumColumns } from './cell-sums-sql.js';
import type { MartDefinition, MartLayout, MartReach } from './mart-definition.js';
import { unitCountsSql } from './unit-counts-sql.js';
import { cellGrains } from './unit-sums.js';

/** The units of a build; wants {build:String}. */
export const unitsOfBuild = 'SELECT * FROM report_units FINAL WHERE build = {build:String} AND NOT gone';

export function summedMetrics({ sources }: Pick<MartDefinition, 'sources'>): SummedMetric[] {
  return sources.map(({ metric, onlyMatched }, index) => ({ metric, place: index + 1, onlyMatched }));
}

const columns = ['generation', 'grain', 'cut', 'metric', 'bucket', 'arm', 'wave', 'stratum', 'dims', 'segment', ...sumColumns].join(', ');
const opened = "JSONExtract(cell, 'Array(String)') AS parts";

/**
 * Statements that write the cells of a generation, one a grain and cut, from the units of its build. They want generation and build beside the
 * definition's parameters. Units are grouped by one text that holds arm, wave and dimensions: a single key is much quicker than many.
 */
export function cellRowsSql(definition: MartDefinition, { rolledUp, scoreBounds }: MartLayout, reach: MartReach): string[] {
  const metrics = summedMetrics(definition);
  const insert = (grain: string, cut: string, segment: string, select: string): string => `INSERT INTO report_cells (${columns})
SELECT {generation:String}, '${grain}', ${cut}, metric, bucket, parts[1], toInt32(parts[2]), parts[3], arraySlice(parts, 4), ${segment}, ${sumColumns.join(', ')}
FROM (SELECT *, ${opened} FROM (${select}))
WHERE ${sumColumns.map((column) => `${column} != 0`).join(' OR ')}`;
  const statements = cellGrains.filter((grain) => grain !== 'score' || definition.scoreSet !== null).map((grain) =>
    insert(grain, "''", "''", cellSumsSql({ grain, metrics, reach, keys: { cell: 'cell' }, units: unitsOfBuild, scoreBounds })));
  for (const [cut, column] of [['first-channel', 'first_channel'], ['first-action', 'first_action']] as const) {
    statements.push(insert('total', `'${cut}'`, 'segment', cellSumsSql({ grain: 'total', metrics, reach, keys: { cell: 'cell', segment: column }, units: unitsOfBuild, scoreBounds })));
  }
  for (const [index, dimension] of definition.dimensions.entries()) {
    if (rolledUp.includes(dimension)) continue;
    const cell = 'toJSONString([arm, toString(wave), stratum])';
    statements.push(insert('total', `concat('dimension:', {dimension_names:Array(String)}[${index + 1}])`, 'segment', cellSumsSql({ grain: 'total', metrics, reach, keys: { cell, segment: `dims[${index + 1}]` }, units: unitsOfBuild, scoreBounds })));
  }
  for (const grain of ['contact-curve', 'moves'] as const) {
    const counted = unitCountsSql(grain, definition, 'cell', unitsOfBuild);
    if (counted !== null) {
      statements.push(`INSERT INTO report_cells (generation, grain, cut, metric, bucket, arm, wave, stratum, dims, segment, n, x)
SELECT {generation:String}, '${grain}', '', metric, bucket, parts[1], toInt32(parts[2]), parts[3], arraySlice(parts, 4), '', n, x FROM (SELECT *, ${opened} FROM (${counted}))`);
    }
  }
  // Most questions have neither a filter nor a cut: what all units of an arm come to stands beside.
  statements.push(`INSERT INTO report_cells (${columns})
SELECT generation, grain, 'all', metric, bucket, arm, 0, '', emptyArrayString(), '', ${sumColumns.map((column) => `sum(${column})`).join(', ')}
FROM report_cells WHERE generation = {generation:String} AND cut = '' GROUP BY generation, grain, metric, bucket, arm`);
  return statements;
}

const list = (values: readonly string[]): string => `[${values.map((value) => `'${value.replace(/[\\']/g, (character) => `\\${character}`)}'`).join(', ')}]`;

/** The same for contacts: everything that adds up, then different customers everywhere, by channel and by action for each step. */
export function contactCellRowsSql({ contactSteps }: Pick<MartDefinition, 'contactSteps'>): string[] {
  const insert = 'INSERT INTO report_contact_cells (generation, kind, step, arm, wave, stratum, dims, channel, action, stage, week, status, contacts, customers, cost_minor)';
  const outer = 'parts[1], toInt32(parts[2]), parts[3], arraySlice(parts, 4)';
  const rows = `${insert}
SELECT {generation:String}, 'rows', '', ${outer}, channel, action, stage, week, status, contacts, 0, cost
FROM (SELECT *, ${opened} FROM (
    SELECT cell, channel, action, stage, week, status, toInt64(sum(number)) AS contacts, sum(toInt128(cost_minor)) AS cost
    FROM (${unitsOfBuild})
    ARRAY JOIN contact_channel AS channel, contact_action AS action, contact_stage AS stage, contact_week AS week, contact_status AS status, contact_count AS number, contact_cost AS cost_minor
    GROUP BY cell, channel, action, stage, week, status
))`;
  const steps = contactSteps.flatMap(({ step, statuses }) => {
    const reached = (what: string): string => (statuses.length === 0 ? what : `arrayFilter((v, s) -> has(${list(statuses)}, s), ${what}, contact_status)`);
    const customers = (kind: string, channel: string, action: string, values: string): string => `${insert}
SELECT {generation:String}, '${kind}', ${list([step])}[1], ${outer}, ${channel}, ${action}, '', 0, '', 0, customers, 0
FROM (SELECT *, ${opened} FROM (
    SELECT cell, value, toInt64(count()) AS customers FROM (SELECT cell, arrayJoin(${values}) AS value FROM (${unitsOfBuild})) GROUP BY cell, value
))`;
    return [
      customers('customers', "''", "''", `if(empty(${reached('contact_status')}), emptyArrayString(), [''])`),
      customers('customers-by-channel', 'value', "''", `arrayDistinct(${reached('contact_channel')})`),
      customers('customers-by-action', "''", 'value', `arrayDistinct(${reached('contact_action')})`),
    ];
  });
  return [rows, ...steps, `${insert}
SELECT generation, 'all', step, arm, 0, '', emptyArrayString(), channel, action, stage, week, status, sum(contacts), 0, sum(cost_minor)
FROM report_contact_cells WHERE generation = {generation:String} AND kind = 'rows' GROUP BY generation, step, arm, channel, action, stage, week, status`];
}
