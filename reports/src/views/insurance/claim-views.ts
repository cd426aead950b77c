import { Type } from 'typebox';
import { notKnown } from '../../stats/result.js';
import { wilsonInterval } from '../../stats/wilson-interval.js';
import { type AskedView, cellOf, dimension, measure, ratio, TableMaker } from '../asked-view.js';
import { decisionFilterIds } from '../strategy/recorded-decisions.js';
import type { ViewInput } from '../view.js';
import { claimCases, claimParams, type ClaimParams, isReferred, isStraight } from './claim-cases.js';

interface Sums { period: string; claims: string; straight: string; referred: string; referred_known: string; referred_fraud: string; known: string; frauds: string; automatic_us: number | null; referred_days: number | null; premium: number; paid: number; days: string }

/** Sums of a group of claims that every number here is a ratio of. */
const sumsSql = `count() AS claims, countIf(${isStraight}) AS straight, countIf(${isReferred}) AS referred, countIf(${isReferred} AND isNotNull(fraud)) AS referred_known, countIf(${isReferred} AND fraud = 1) AS referred_fraud,
  countIf(isNotNull(fraud)) AS known, countIf(fraud = 1) AS frauds, quantileExactOrNullIf(0.5)(duration_us, ${isStraight}) AS automatic_us,
  quantileExactOrNullIf(0.5)(dateDiff('second', at, assumeNotNull(settled_at)) / 86400, ${isReferred} AND isNotNull(settled_at)) AS referred_days, sum(premium) AS premium, sum(paid_minor) / 100 AS paid, uniqExact(toDate(at)) AS days`;

const numbers = [
  measure('claims', 'Дел', 'Claims', 'count', { additive: true }),
  measure('straightShare', 'Без участия человека', 'Straight through', 'share', { low: 'straightLow', high: 'straightHigh', better: 'higher' }),
  measure('straightLow', 'Без человека: от', 'Straight through: from', 'share'),
  measure('straightHigh', 'Без человека: до', 'Straight through: to', 'share'),
  measure('referredShare', 'Переданы специалисту', 'Referred', 'share', { low: 'referredLow', high: 'referredHigh' }),
  measure('referredLow', 'Переданы: от', 'Referred: from', 'share'),
  measure('referredHigh', 'Переданы: до', 'Referred: to', 'share'),
  measure('precision', 'Точность передачи', 'Precision of referrals', 'share', { low: 'precisionLow', high: 'precisionHigh', better: 'higher' }),
  measure('precisionLow', 'Точность: от', 'Precision: from', 'share'),
  measure('precisionHigh', 'Точность: до', 'Precision: to', 'share'),
  measure('recall', 'Найдено мошенничеств', 'Frauds that were referred', 'share', { better: 'higher' }),
  measure('fraudShare', 'Доля мошенничеств', 'Share of frauds', 'share'),
  measure('automaticTime', 'Время автоматического решения', 'Time of an automatic decision', 'duration-us', { better: 'lower' }),
  measure('referredDays', 'Дней до исхода у специалиста', 'Days to the outcome with a specialist', 'days', { better: 'lower' }),
  measure('lossRatio', 'Убыточность', 'Loss ratio', 'share', { better: 'lower' }),
];

function fill(table: TableMaker, row: Sums, more: Record<string, string>): void {
  const [claims, straight, referred, referredKnown, referredFraud, known, frauds] = [row.claims, row.straight, row.referred, row.referred_known, row.referred_fraud, row.known, row.frauds].map(Number) as [number, number, number, number, number, number, number];
  const interval = (n: number, successes: number) => {
    const wilson = wilsonInterval({ n, successes });
    return [cellOf(wilson, ({ low }) => low), cellOf(wilson, ({ high }) => high)] as const;
  };
  const [straightLow, straightHigh] = interval(claims, straight);
  const [referredLow, referredHigh] = interval(claims, referred);
  const [precisionLow, precisionHigh] = interval(referredKnown, referredFraud);
  table.row({
    ...more, claims, straightShare: ratio(straight, claims), straightLow, straightHigh, referredShare: ratio(referred, claims), referredLow, referredHigh, precision: ratio(referredFraud, referredKnown), precisionLow, precisionHigh, recall: ratio(referredFraud, frauds), fraudShare: ratio(frauds, known),
    automaticTime: row.automatic_us ?? notKnown('empty-arm'), referredDays: row.referred_days ?? notKnown('empty-arm'), lossRatio: ratio(row.paid, row.premium),
  });
}

const meaning = {
  ru: 'Без участия человека — доля дел с решением «выплатить» сразу; точность передачи — доля подтверждённых мошенничеств среди переданных с известным исходом; найдено — доля переданных среди всех мошенничеств; убыточность — выплаты / премии этих дел. Интервалы Уилсона 95 %. Источник: записанные решения и отклики с их номерами.',
  en: 'Straight through: the share of claims that were settled at once; precision of referrals: confirmed frauds among referred claims whose outcome is known; found: referred ones among all frauds; loss ratio: paid / premiums of these claims. 95 % Wilson intervals. From recorded decisions and the responses that name them.',
};

export const claimSummary: AskedView = {
  definition: { id: 'insurance.summary', topic: 'insurance', title: { ru: 'Страховые случаи: главное', en: 'Claims: headline' }, meaning, params: claimParams, filters: decisionFilterIds, chart: { type: 'number', y: ['straightShare', 'referredShare', 'precision', 'lossRatio'] } },
  async make(input, plain) {
    const table = new TableMaker(numbers);
    const stores = table.watch(plain);
    const cases = await claimCases(input, table, stores);
    if (!cases) return table.table();
    const [row] = await stores.query<Sums>(`SELECT '' AS period, ${sumsSql} FROM ${cases.from}`, cases.params);
    if (row) fill(table, row, {});
    const open = Number(row?.claims ?? 0) - Number(row?.known ?? 0);
    if (open > 0) table.note(`У ${open} дел исход ещё не известен: в точность и долю мошенничеств они не входят`, `The outcome of ${open} claims is not known yet: precision and share of frauds are without them`);
    return table.table();
  },
};

const overTimeParams = Type.Object({ ...claimParams.properties, grain: Type.Enum(['day', 'week', 'month'] as const, { default: 'week' }) }, { additionalProperties: false });
const startOf = { day: 'toDate32(at)', week: 'toDate32(toMonday(at))', month: 'toDate32(toStartOfMonth(at))' } as const;

export const claimsOverTime: AskedView = {
  definition: { id: 'insurance.over-time', topic: 'insurance', title: { ru: 'Страховые случаи по неделям', en: 'Claims by week' }, meaning, params: overTimeParams, filters: decisionFilterIds, chart: { type: 'line', x: 'period', y: ['straightShare', 'referredShare'], fromZero: true } },
  async make(input, plain) {
    const { grain = 'week' } = input.params as { grain?: keyof typeof startOf };
    const table = new TableMaker([dimension('period', 'Период', 'Period', { type: 'date', grain, filterBy: null }), ...numbers]);
    const stores = table.watch(plain);
    const cases = await claimCases(input, table, stores);
    if (!cases) return table.table();
    for (const row of await stores.query<Sums>(`SELECT ${startOf[grain]} AS period, ${sumsSql} FROM ${cases.from} GROUP BY period ORDER BY period`, cases.params)) fill(table, row, { period: row.period });
    return table.table();
  },
};

export const referralReasons: AskedView = {
  definition: {
    id: 'insurance.referrals',
    topic: 'insurance',
    title: { ru: 'Передачи по причинам', en: 'Referrals by reason' },
    meaning: {
      ru: 'Сколько дел передано специалисту по каждой причине и какая доля их оказалась мошенничеством (интервал Уилсона 95 %). Дело с двумя причинами стоит в обеих строках.',
      en: 'How many claims were referred for each reason, and which share turned out to be fraud (95 % Wilson interval). A claim with two reasons stands in both rows.',
    },
    params: claimParams,
    filters: decisionFilterIds,
    chart: { type: 'lying-bar', x: 'reason', y: ['referred'] },
  },
  async make(input, plain) {
    const table = new TableMaker([
      dimension('reason', 'Причина', 'Reason', { valueTitles: { '': { ru: 'без причины', en: 'none given' } } }),
      measure('referred', 'Передано', 'Referred', 'count'),
      measure('known', 'Исход известен', 'Outcome known', 'count'),
      measure('frauds', 'Мошенничеств', 'Frauds', 'count'),
      measure('precision', 'Доля мошенничеств', 'Share of frauds', 'share', { low: 'precisionLow', high: 'precisionHigh', better: 'higher' }),
      measure('precisionLow', 'От', 'From', 'share'),
      measure('precisionHigh', 'До', 'To', 'share'),
    ]);
    const stores = table.watch(plain);
    const cases = await claimCases(input, table, stores);
    if (!cases) return table.table();
    const rows = await stores.query<{ reason: string; referred: string; known: string; frauds: string }>(
      `SELECT arrayJoin(if(empty(reasons), [''], arrayMap(one -> toString(one), reasons))) AS reason, count() AS referred, countIf(isNotNull(fraud)) AS known, countIf(fraud = 1) AS frauds FROM ${cases.from} WHERE ${isReferred} GROUP BY reason ORDER BY referred DESC, reason LIMIT 200`,
      cases.params,
    );
    for (const row of rows) {
      const [known, frauds] = [Number(row.known), Number(row.frauds)];
      const wilson = wilsonInterval({ n: known, successes: frauds });
      table.row({ reason: row.reason, referred: Number(row.referred), known, frauds, precision: ratio(frauds, known), precisionLow: cellOf(wilson, ({ low }) => low), precisionHigh: cellOf(wilson, ({ high }) => high) });
    }
    return table.table();
  },
};

/** Points of the curve besides the capacity itself. */
const steps = 20;

export const precisionAtCapacity: AskedView = {
  definition: {
    id: 'insurance.precision-at-capacity',
    topic: 'insurance',
    title: { ru: 'Точность при ёмкости специалистов', en: 'Precision at the capacity of the specialists' },
    meaning: {
      ru: 'Если специалисты смотрят k самых подозрительных дел с известным исходом: какая доля их мошенничества (точность, интервал Уилсона 95 %) и какую часть всех мошенничеств они найдут (полнота). Равные оценки на границе делятся поровну, поэтому порядок строк не важен. k ёмкости = дел в день × дней с делами.',
      en: 'If the specialists look at the k most suspicious claims whose outcome is known: which share is fraud (precision, 95 % Wilson interval) and which part of all frauds they find (recall). Equal scores at the border are shared evenly, so that the order of rows does not matter. The capacity k = claims a day × days with claims.',
    },
    params: claimParams,
    filters: decisionFilterIds,
    chart: { type: 'curve', x: 'k', y: ['precision', 'recall'], fromZero: true },
  },
  async make(input, plain) {
    const table = new TableMaker([
      dimension('k', 'Дел у специалистов', 'Claims looked at', { type: 'number', unit: 'count', filterBy: null }),
      dimension('atCapacity', 'Ёмкость', 'Capacity', { type: 'boolean', filterBy: null }),
      measure('precision', 'Точность', 'Precision', 'share', { low: 'precisionLow', high: 'precisionHigh', better: 'higher' }),
      measure('precisionLow', 'От', 'From', 'share'),
      measure('precisionHigh', 'До', 'To', 'share'),
      measure('recall', 'Полнота', 'Recall', 'share', { better: 'higher' }),
      measure('frauds', 'Мошенничеств среди них', 'Frauds among them', 'number'),
      measure('score', 'Порог оценки', 'Score cut-off', 'index'),
    ]);
    const stores = table.watch(plain);
    const cases = await claimCases(input, table, stores);
    if (!cases) return table.table();
    const groups = await stores.query<ScoreGroup>(`SELECT assumeNotNull(score) AS cut_off, count() AS claims, countIf(fraud = 1) AS frauds FROM ${cases.from} WHERE isNotNull(score) AND isNotNull(fraud) GROUP BY cut_off ORDER BY cut_off DESC`, cases.params);
    const [sums] = await stores.query<Sums>(`SELECT '' AS period, ${sumsSql} FROM ${cases.from}`, cases.params);
    const claims = groups.reduce((sum, group) => sum + Number(group.claims), 0);
    const frauds = groups.reduce((sum, group) => sum + Number(group.frauds), 0);
    if (claims === 0) {
      table.note('Нет дел с оценкой и известным исходом', 'No claims with a score and a known outcome');
      return table.table();
    }
    const capacity = capacityOf(input, Number(sums?.days ?? 0), Number(sums?.referred_known ?? 0), claims);
    const ks = [...new Set([...Array.from({ length: steps }, (_, index) => Math.max(1, Math.round((claims * (index + 1)) / steps))), capacity])].filter((k) => k > 0).sort((a, b) => a - b);
    for (const k of ks) {
      const { found, score } = topOf(groups, k);
      const wilson = wilsonInterval({ n: k, successes: Math.round(found) });
      table.row({ k, atCapacity: k === capacity, precision: found / k, precisionLow: cellOf(wilson, ({ low }) => low), precisionHigh: cellOf(wilson, ({ high }) => high), recall: ratio(found, frauds), frauds: found, score });
    }
    table.note(`Ёмкость: ${capacity} дел за период; наугад точность была бы ${(100 * frauds / claims).toFixed(1)} %`, `Capacity: ${capacity} claims in the period; at random the precision would be ${(100 * frauds / claims).toFixed(1)} %`);
    return table.table();
  },
};

function capacityOf({ params }: ViewInput, days: number, referred: number, claims: number): number {
  const { capacityPerDay = 0 } = params as ClaimParams;
  return Math.min(claims, capacityPerDay > 0 ? Math.floor(capacityPerDay * days) : referred);
}

interface ScoreGroup { cut_off: number; claims: string | number; frauds: string | number }

/** Frauds among the k highest; of a group of equal scores that does not fit whole, the expected number. */
export function topOf(groups: readonly ScoreGroup[], k: number): { found: number; score: number | null } {
  let [left, found] = [k, 0];
  for (const group of groups) {
    const [claims, frauds] = [Number(group.claims), Number(group.frauds)];
    if (claims >= left) return { found: found + (frauds * left) / claims, score: group.cut_off };
    left -= claims;
    found += frauds;
  }
  return { found, score: null };
}
