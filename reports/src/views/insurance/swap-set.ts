import { Type } from 'typebox';
import { compareProportions } from '../../stats/proportion-difference.js';
import { isKnown } from '../../stats/result.js';
import { type AskedView, cellOf, dimension, measure, ratio, TableMaker, type ViewStores } from '../asked-view.js';
import { decisionFilterIds, decisionRows, only } from '../strategy/recorded-decisions.js';
import type { ViewInput } from '../view.js';

/** One of the two ways to decide: who decided, and where the decision stands. */
const Decider = Type.Object(
  {
    strategy: Type.String({ maxLength: 128, default: '' }),
    version: Type.Integer({ minimum: 0, default: 0, description: '0: any' }),
    arm: Type.String({ maxLength: 64, default: '' }),
    output: Type.String({ maxLength: 128, default: '', description: 'The output that holds the decision; left out: the decision itself' }),
    batch: Type.String({ maxLength: 128, pattern: '^[A-Za-z0-9_.:-]*$', default: '', description: 'A batch instead of recorded decisions; its key column tells the cases apart' }),
  },
  { additionalProperties: false },
);
export const swapParams = Type.Object(
  {
    base: Type.Optional(Decider),
    analytical: Type.Optional(Decider),
    case: Type.String({ maxLength: 64, default: '', description: 'The input that names a case, where both ways decided it apart; left out: both decisions stand in one answer' }),
    accepted: Type.Array(Type.String({ maxLength: 64 }), { maxItems: 50, default: ['accept'] }),
    bad: Type.Array(Type.String({ maxLength: 64 }), { maxItems: 50, default: ['loss', 'fraud'], description: 'Responses that make a case bad' }),
    good: Type.Array(Type.String({ maxLength: 64 }), { maxItems: 50, default: ['no-loss', 'no-fraud'], description: 'Responses that make it good' }),
    premiumInput: Type.String({ maxLength: 64, default: 'premium', description: 'The input with the premium, in major units' }),
    outcomes: Type.String({ maxLength: 128, default: '', description: 'Imported outcomes of this campaign instead of responses: metrics bad (0 or 1), loss and premium by customer' }),
  },
  { additionalProperties: false },
);

interface OneDecider { strategy?: string; version?: number; arm?: string; output?: string; batch?: string }
interface SwapParams { base?: OneDecider; analytical?: OneDecider; case?: string; accepted?: string[]; bad?: string[]; good?: string[]; premiumInput?: string; outcomes?: string }

export interface SwapCell {
  base: boolean;
  analytical: boolean;
  /** Null: not known. */
  bad: boolean | null;
  cases: number;
  premium: number;
  loss: number;
}

/** Cases that both ways decided, by both decisions and what became of them. Null where there are none. */
export async function swapCells(input: ViewInput, table: TableMaker, stores: ViewStores): Promise<SwapCell[] | null> {
  const { base = { output: 'base_decision' }, analytical = {}, case: key = '', accepted = ['accept'], bad = ['loss', 'fraud'], good = ['no-loss', 'no-fraud'], premiumInput = 'premium', outcomes = '' } = input.params as SwapParams;
  const [first, second] = [decider(input, base, key, 'base', table), decider(input, analytical, key, 'analytical', table)];
  const labels = outcomes
    ? `(SELECT customer_id AS key, maxIf(value, metric = 'bad') > 0 AS is_bad, countIf(metric = 'bad') > 0 AS is_known, sumIf(value, metric = 'loss') AS loss, sumIf(value, metric = 'premium') AS premium FROM outcomes FINAL WHERE campaign_id = {outcomes:String} GROUP BY customer_id)`
    : `(SELECT decision_id AS key, countIf(has({bad:Array(String)}, kind)) > 0 AS is_bad, countIf(has({bad:Array(String)}, kind) OR has({good:Array(String)}, kind)) > 0 AS is_known, sumIf(amount_minor, has({bad:Array(String)}, kind)) / 100 AS loss, 0. AS premium FROM responses FINAL WHERE decision_id != '' AND corrected_by = '' GROUP BY decision_id)`;
  const rows = await stores.query<{ base: number; analytical: number; label: string; cases: string; premium: number; loss: number }>(
    `SELECT base, analytical, multiIf(known = 0, 'unknown', bad = 1, 'bad', 'good') AS label, count() AS cases, sum(premium) AS premium, sum(loss) AS loss FROM (
       SELECT b.key AS key, any(has({accepted:Array(String)}, b.decision)) AS base, any(has({accepted:Array(String)}, a.decision)) AS analytical, max(l.is_known) AS known, max(l.is_bad) AS bad, max(l.loss) AS loss, max(${outcomes ? 'l.premium' : 'greatest(b.premium, a.premium)'}) AS premium
       FROM ${first.from} AS b INNER JOIN ${second.from} AS a ON a.key = b.key LEFT JOIN ${labels} AS l ON ${outcomes ? 'l.key = b.key' : 'l.key = b.decision_id OR l.key = a.decision_id'} GROUP BY b.key)
     GROUP BY base, analytical, label`,
    { ...first.params, ...second.params, accepted, premium: premiumInput, ...(outcomes ? { outcomes } : { bad, good }), ...(key ? { case: key } : {}) },
  );
  if (rows.length === 0) {
    table.note('Нет дел, по которым решили оба способа: назовите их и признак дела в настройках плитки', 'No cases that both ways decided: name them, and what tells the cases apart, in the tile');
    return null;
  }
  return rows.map((row) => ({ base: Number(row.base) === 1, analytical: Number(row.analytical) === 1, bad: row.label === 'unknown' ? null : row.label === 'bad', cases: Number(row.cases), premium: row.premium, loss: row.loss }));
}

/** A sub-select with `key`, `decision_id`, `decision`, `premium`: the last decision of each case. */
function decider({ period, filters }: ViewInput, { strategy = '', version = 0, arm = '', output = '', batch = '' }: OneDecider, key: string, side: string, table: TableMaker): { from: string; params: Record<string, unknown> } {
  if (batch !== '') {
    const column = output === '' ? 'decision' : `\`out_${output.replaceAll('\\', '').replaceAll('`', '')}\``;
    return { from: `(SELECT row_key AS key, '' AS decision_id, any(ifNull(toString(${column}), '')) AS decision, 0. AS premium FROM batch_answers_${batch.replace(/[^A-Za-z0-9]/g, '_')} GROUP BY row_key)`, params: {} };
  }
  const more = [...(strategy ? [only('strategy', strategy)] : []), ...(version ? [only('version', version)] : []), ...(arm ? [only('arm', arm)] : [])];
  const rows = decisionRows({ period, filters: [...filters, ...more] }, side === 'base' ? table : undefined);
  // Both sides stand in one statement: parameters of each get a name of their own.
  const named = (text: string): string => text.replace(/\{(filter\d+|day_from|day_before):/g, (_, name: string) => `{${side}_${name}:`);
  const keySql = key === '' ? 'd.decision_id' : "trim(BOTH '\"' FROM JSONExtractRaw(d.input, {case:String}))";
  const decision = output === '' ? 'd.decision' : `JSONExtractString(d.answer, 'outputs', {${side}_output:String})`;
  return {
    from: `(SELECT ${keySql} AS key, argMax(d.decision_id, d.at) AS decision_id, argMax(${decision}, d.at) AS decision, argMax(JSONExtractFloat(d.input, {premium:String}), d.at) AS premium FROM strategy_decisions AS d FINAL WHERE ${named(rows.where)} AND d.ok${output === '' ? '' : ` AND JSONHas(d.answer, 'outputs', {${side}_output:String})`} GROUP BY key HAVING key != '')`,
    params: { ...Object.fromEntries(Object.entries(rows.params).map(([name, value]) => [`${side}_${name}`, value])), ...(output === '' ? {} : { [`${side}_output`]: output }) },
  };
}

const said = { true: { ru: 'принято', en: 'accepted' }, false: { ru: 'отклонено', en: 'declined' } };
const labels = { good: { ru: 'хорошие', en: 'good' }, bad: { ru: 'плохие', en: 'bad' }, unknown: { ru: 'исход неизвестен', en: 'outcome unknown' } };
const labelOf = (bad: boolean | null): keyof typeof labels => (bad === null ? 'unknown' : bad ? 'bad' : 'good');

export const swapSet: AskedView = {
  definition: {
    id: 'insurance.swap-set',
    topic: 'insurance',
    title: { ru: 'Замена решений: базовая и аналитическая сегментация', en: 'Swap set: base against analytical segmentation' },
    meaning: {
      ru: 'Одни и те же дела, решённые двумя способами: принято или отклонено каждым и чем закончилось, 2×2×2 с премиями, убытками и убыточностью. Строки в сумме дают все дела. Исход отклонённых виден только там, где он известен.',
      en: 'The same cases decided in two ways: accepted or declined by each, and what became of them, 2×2×2 with premiums, losses and loss ratio. Rows add up to all cases. What became of declined ones is seen only where it is known.',
    },
    params: swapParams,
    filters: decisionFilterIds,
    chart: { type: 'table' },
  },
  async make(input, plain) {
    const table = new TableMaker([
      dimension('base', 'Базовая', 'Base', { filterBy: null, valueTitles: { accepted: said.true, declined: said.false } }),
      dimension('analytical', 'Аналитическая', 'Analytical', { filterBy: null, valueTitles: { accepted: said.true, declined: said.false } }),
      dimension('outcome', 'Исход', 'Outcome', { filterBy: null, valueTitles: labels }),
      measure('cases', 'Дел', 'Cases', 'count', { additive: true }),
      measure('share', 'Доля', 'Share', 'share', { additive: true }),
      measure('premium', 'Премии', 'Premiums', 'money', { additive: true }),
      measure('loss', 'Убытки', 'Losses', 'money', { additive: true }),
      measure('lossRatio', 'Убыточность', 'Loss ratio', 'share', { better: 'lower' }),
    ]);
    const cells = await swapCells(input, table, table.watch(plain));
    if (!cells) return table.table();
    const total = cells.reduce((sum, { cases }) => sum + cases, 0);
    const outcomes = [false, true, ...(cells.some(({ bad }) => bad === null) ? [null] : [])];
    for (const base of [true, false]) {
      for (const analytical of [true, false]) {
        for (const bad of outcomes) {
          const own = cells.find((cell) => cell.base === base && cell.analytical === analytical && cell.bad === bad) ?? { cases: 0, premium: 0, loss: 0 };
          table.row({ base: base ? 'accepted' : 'declined', analytical: analytical ? 'accepted' : 'declined', outcome: labelOf(bad), cases: own.cases, share: ratio(own.cases, total), premium: own.premium, loss: own.loss, lossRatio: ratio(own.loss, own.premium) });
        }
      }
    }
    return table.table();
  },
};

export const swapEffect: AskedView = {
  definition: {
    id: 'insurance.swap-effect',
    topic: 'insurance',
    title: { ru: 'Что даёт аналитическая сегментация', en: 'What the analytical segmentation brings' },
    meaning: {
      ru: 'Портфель каждого способа на одних делах: принято, доля плохих среди принятых с известным исходом, премии, убытки, убыточность, результат = премии − убытки. Разница долей — с интервалом Ньюкомба; портфели пересекаются, поэтому он осторожен.',
      en: 'The portfolio of each way on the same cases: accepted, share of bad among accepted ones whose outcome is known, premiums, losses, loss ratio, result = premiums − losses. The difference of shares has its Newcombe interval; the portfolios overlap, so it is on the safe side.',
    },
    params: swapParams,
    filters: decisionFilterIds,
    chart: { type: 'table' },
  },
  async make(input, plain) {
    const table = new TableMaker([
      dimension('measure', 'Показатель', 'Measure', { filterBy: null, valueTitles: measureTitles }),
      measure('base', 'Базовая', 'Base', 'number'),
      measure('analytical', 'Аналитическая', 'Analytical', 'number'),
      measure('difference', 'Разница', 'Difference', 'number', { low: 'low', high: 'high' }),
      measure('low', 'От', 'From', 'number'),
      measure('high', 'До', 'To', 'number'),
    ]);
    const cells = await swapCells(input, table, table.watch(plain));
    if (!cells) return table.table();
    const portfolio = (side: 'base' | 'analytical') => {
      const own = cells.filter((cell) => cell[side]);
      const of = (some: SwapCell[], what: 'cases' | 'premium' | 'loss'): number => some.reduce((sum, cell) => sum + cell[what], 0);
      const known = own.filter(({ bad }) => bad !== null);
      return { accepted: of(own, 'cases'), known: of(known, 'cases'), bad: of(known.filter(({ bad }) => bad), 'cases'), good: of(known.filter(({ bad }) => !bad), 'cases'), premium: of(own, 'premium'), loss: of(own, 'loss') };
    };
    const [base, analytical] = [portfolio('base'), portfolio('analytical')];
    const total = cells.reduce((sum, { cases }) => sum + cases, 0);
    const share = (name: string, x: [n: number, successes: number], y: [n: number, successes: number]): void => {
      const compared = compareProportions({ n: y[0], successes: y[1] }, { n: x[0], successes: x[1] });
      const interval = isKnown(compared.absolute) ? compared.absolute.interval : compared.absolute;
      table.row({ measure: name, base: ratio(x[1], x[0]), analytical: ratio(y[1], y[0]), difference: cellOf(compared.absolute, ({ estimate }) => estimate), low: cellOf(interval, ({ low }) => low), high: cellOf(interval, ({ high }) => high) });
    };
    const plainRow = (name: string, x: number, y: number): void => table.row({ measure: name, base: x, analytical: y, difference: y - x });
    plainRow('accepted', base.accepted, analytical.accepted);
    share('acceptedShare', [total, base.accepted], [total, analytical.accepted]);
    plainRow('good', base.good, analytical.good);
    plainRow('bad', base.bad, analytical.bad);
    share('badShare', [base.known, base.bad], [analytical.known, analytical.bad]);
    plainRow('premium', base.premium, analytical.premium);
    plainRow('loss', base.loss, analytical.loss);
    const [before, after] = [ratio(base.loss, base.premium), ratio(analytical.loss, analytical.premium)];
    table.row({ measure: 'lossRatio', base: before, analytical: after, difference: typeof before === 'number' && typeof after === 'number' ? after - before : null });
    plainRow('result', base.premium - base.loss, analytical.premium - analytical.loss);
    const [good, bad, money] = [analytical.good - base.good, analytical.bad - base.bad, analytical.premium - analytical.loss - (base.premium - base.loss)];
    const signed = (value: number): string => `${value > 0 ? '+' : value < 0 ? '−' : ''}${Math.abs(Math.round(value))}`;
    table.note(`На ${total} делах в портфеле хороших ${signed(good)}, плохих ${signed(bad)}; результат ${signed(money)}`, `On ${total} cases the portfolio has ${signed(good)} good ones and ${signed(bad)} bad ones; its result is ${signed(money)}`);
    return table.table();
  },
};

const measureTitles = {
  accepted: { ru: 'Принято дел', en: 'Cases accepted' }, acceptedShare: { ru: 'Доля принятых', en: 'Share accepted' }, good: { ru: 'Хороших среди принятых', en: 'Good among accepted' }, bad: { ru: 'Плохих среди принятых', en: 'Bad among accepted' },
  badShare: { ru: 'Доля плохих', en: 'Share of bad' }, premium: { ru: 'Премии', en: 'Premiums' }, loss: { ru: 'Убытки', en: 'Losses' }, lossRatio: { ru: 'Убыточность', en: 'Loss ratio' }, result: { ru: 'Премии − убытки', en: 'Premiums − losses' },
};
