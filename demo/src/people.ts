import { customerKinds, industries, regions, segmentsOfDebtors } from './company.js';
import { lateDaysOf } from './planted-effect.js';
import { at, normal, pick, uniform } from './random-sql.js';

const ids = (values: readonly { id: string }[]) => values.map(({ id }) => id);
const shares = (values: readonly { share: number }[]) => values.map(({ share }) => share);

/**
 * One row a customer with what the story needs of them, as a subquery over numbers. Parameters: seed, first, count.
 * Columns: i, customer_id, kind_index, segment_index, region_index, tier, industry, contracts, bill (minor units a month
 * and contract), late_days (mean, without campaign), in_target (of the finished campaign), tenure_months, opened_on, left_on (a day long after the
 * story for those who stay): there are invoices from the one to the other. Who leaves does so whatever their arm.
 */
export function people(armIsTarget: (customerIdSql: string, stratumSql: string) => string): string {
  return `(
    SELECT *, ${armIsTarget('customer_id', 'segment')} AS in_target FROM (
    SELECT
        number AS i,
        concat('C', leftPad(toString(number + 1), 7, '0')) AS customer_id,
        ${pick(shares(customerKinds), uniform('kind', 'number'))} AS kind_index,
        ${pick(shares(segmentsOfDebtors), uniform('segment', 'number'))} AS segment_index,
        ${pick(shares(regions), uniform('region', 'number'))} AS region_index,
        ${at(ids(customerKinds), 'kind_index')} AS kind,
        ${at(ids(segmentsOfDebtors), 'segment_index')} AS segment,
        ${at(ids(regions), 'region_index')} AS region,
        ${at(regions.map((region) => region.timeZone), 'region_index')} AS time_zone,
        if(${uniform('tier', 'number')} < if(kind_index = 0, 0.02, 0.1), 'vip', 'standard') AS tier,
        if(kind_index = 1, ${at(ids(industries), `floor(${uniform('industry', 'number')} * ${industries.length})`)}, '') AS industry,
        if(kind_index = 0, 1, 1 + toUInt8(${uniform('contracts', 'number')} * 3)) AS contracts,
        ${at(customerKinds.map((kind) => kind.billMinor), 'kind_index')} * exp(${at(customerKinds.map((kind) => kind.billSpread), 'kind_index')} * ${normal('bill', 'number')}) AS bill,
        ${at(lateDaysOf, 'segment_index')} AS late_days,
        toUInt16(1 + 125 * pow(${uniform('tenure', 'number')}, 1.5)) AS tenure_months,
        {until:Date32} - toIntervalMonth(tenure_months) AS opened_on,
        if(${uniform('leaves', 'number')} < if(segment IN ('lost', 'problem', 'malicious'), 0.3, 0.12), {until:Date32} - toIntervalDay(toUInt16(20 + 520 * ${uniform('left-on', 'number')})), toDate32('2200-01-01')) AS left_on
    FROM numbers({first:UInt64}, {count:UInt64})
    ))`;
}
