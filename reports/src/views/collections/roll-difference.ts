import { Type } from 'typebox';
import { compareMigrationRows, compareMigrationToBad, projectMigration } from '../../stats/roll-rate.js';
import { compareProportions } from '../../stats/proportion-difference.js';
import { isKnown } from '../../stats/result.js';
import { wilsonInterval } from '../../stats/wilson-interval.js';
import { dimensionColumn, measureColumn, numberOf, quotient, textOf, title, viewTable, type SqlView, type ViewQuery, type ViewRow, type ViewValue } from '../sql-view.js';
import { bucketIdOf, monthsWhere, receivableFilters } from './months.js';
import { bucketIds } from './receivables-mart.js';
import { fromColumn, matrixOf, toColumn } from './roll-rates.js';

/** КГ against ЦГ: where customers of each arm of a campaign moved, and the difference of the two matrices (F13). */
export const rollDifferenceView: SqlView = {
  definition: {
    id: 'collections.roll-difference', topic: 'collections',
    title: title('Переходы ЦГ против КГ', 'Rolls: target against control'),
    meaning: title('Доли переходов клиентов ЦГ и КГ кампании за полные месяцы от её начала до конца и их разность в п. п. с интервалом Ньюкомба; по каждой строке — критерий хи-квадрат', 'Shares of moves of the target and control customers of a campaign in the whole months of it, and their difference in points with Newcombe’s interval; a chi-square test for each row'),
    params: Type.Object({}, { additionalProperties: false }),
    filters: ['segment', 'region', 'kind', 'customer.*', 'campaign'],
    chart: { type: 'heatmap', x: 'from', series: 'to', y: ['difference'] },
  },
  receivables: true,
  questions(scope): Record<string, ViewQuery> {
    const facts = scope.campaign?.facts;
    if (!scope.campaign || !facts) return {};
    const control = facts.arms.filter(({ role }) => role === 'control').map(({ id }) => id);
    return {
      moves: {
        sql: `SELECT has({control_arms:Array(String)}, arm) AS control, opening_bucket AS from, bucket AS to, toFloat64(count()) AS customers
FROM receivable_months INNER JOIN (SELECT customer_id, arm FROM assignments FINAL WHERE campaign_id = {campaign_id:String}) AS assigned USING (customer_id)
WHERE was_there AND toDate32(month) + 15 >= {starts_on:Date32} AND toDate32(month) + 15 < {ends_before:Date32} AND toDate32(toLastDayOfMonth(month)) <= {as_of:Date32} AND ${scope.customers.where}
GROUP BY control, from, to ORDER BY control, from, to`,
        params: { ...scope.customers.params, control_arms: control, campaign_id: scope.campaign.id, starts_on: facts.startsOn, ends_before: facts.endsBefore, as_of: scope.asOf },
      },
    };
  },
  table({ moves }) {
    const columns = [
      fromColumn, toColumn,
      measureColumn('difference', title('ЦГ − КГ', 'Target − control'), 'points', { low: 'low', high: 'high' }),
      measureColumn('low', title('от', 'from'), 'points'), measureColumn('high', title('до', 'to'), 'points'),
      measureColumn('target', title('ЦГ', 'Target'), 'share', { arm: 'target' }), measureColumn('control', title('КГ', 'Control'), 'share', { arm: 'control' }),
      measureColumn('target_customers', title('ЦГ, клиентов', 'Target customers'), 'count', { arm: 'target', additive: true }), measureColumn('control_customers', title('КГ, клиентов', 'Control customers'), 'count', { arm: 'control', additive: true }),
      measureColumn('row_p_value', title('p строки (хи-квадрат)', 'p of the row (chi-square)'), 'number'),
    ];
    if (moves === undefined) return viewTable(columns, [], [title('Выберите одну запущенную кампанию в отборе «Кампания»', 'Choose one launched campaign in the filter “Campaign”')]);
    const of = (control: boolean) => matrixOf(moves.filter((row) => Boolean(Number(row['control'])) === control), 'customers');
    const [target, control] = [of(false), of(true)];
    const bad = compareMigrationToBad(target, control, 3);
    const rows = bucketIds.flatMap((from, i) => {
      const [lineT, lineC] = [target[i] ?? [], control[i] ?? []];
      const [nT, nC] = [lineT, lineC].map((line) => line.reduce((sum, value) => sum + value, 0)) as [number, number];
      const homogeneity = compareMigrationRows(lineT, lineC);
      return bucketIds.map((to, j): Record<string, ViewValue> => {
        const [t, c] = [lineT[j] ?? 0, lineC[j] ?? 0];
        const { absolute } = compareProportions({ n: nT, successes: t }, { n: nC, successes: c });
        const interval = isKnown(absolute) ? absolute.interval : absolute;
        return {
          from, to, difference: isKnown(absolute) ? absolute.estimate : absolute, low: isKnown(interval) ? interval.low : interval, high: isKnown(interval) ? interval.high : interval,
          target: quotient(t, nT, 'no-transitions'), control: quotient(c, nC, 'no-transitions'), target_customers: t, control_customers: c,
          row_p_value: isKnown(homogeneity) ? homogeneity.pValue : homogeneity,
        };
      });
    });
    const percent = (value: number) => (value * 100).toFixed(2);
    const notes = [title('Месяцы, середина которых приходится на кампанию. Клиент месяца — наблюдение: интервалы не учитывают, что клиент повторяется', 'Months whose middle lies in the campaign. An observation is a customer of a month: intervals do not know that a customer comes again')];
    if (isKnown(bad.absolute) && isKnown(bad.absolute.interval)) {
      const { estimate, interval } = bad.absolute;
      notes.push(title(`Переход в 61+ дней: ЦГ − КГ = ${percent(estimate)} п. п. (от ${percent(interval.low)} до ${percent(interval.high)})`, `Into 61+ days: target − control = ${percent(estimate)} points (${percent(interval.low)} to ${percent(interval.high)})`));
    }
    return viewTable(columns, rows, notes);
  },
};

/** Groups of customers that the interval of a projection leaves out one after the other. */
const groups = 50;

/** Where customers of each bucket will be in some months if every month is like those of the period: the matrix to that power (F13). */
export const rollProjectionView: SqlView = {
  definition: {
    id: 'collections.roll-projection', topic: 'collections',
    title: title('Прогноз переходов', 'Projected rolls'),
    meaning: title('Матрица переходов в степени k: где будут клиенты каждой корзины через k месяцев, если все месяцы будут как в периоде. Интервал — складной нож по 50 группам клиентов', 'The matrix of rolls to the power k: where customers of each bucket will be in k months when all months are like those of the period. Interval: jackknife over 50 groups of customers'),
    params: Type.Object({ months: Type.Integer({ minimum: 1, maximum: 24, default: 3 }) }, { additionalProperties: false }),
    filters: [...receivableFilters],
    chart: { type: 'heatmap', x: 'from', series: 'to', y: ['share'] },
  },
  receivables: true,
  questions(scope) {
    const { where, params } = monthsWhere(scope);
    return { moves: { sql: `SELECT cityHash64(customer_id) % ${groups} AS part, opening_bucket AS from, bucket AS to, toFloat64(count()) AS customers FROM receivable_months WHERE was_there AND ${where} GROUP BY part, from, to ORDER BY part, from, to`, params } };
  },
  table({ moves = [] }, scope) {
    const months = numberOf(scope.params['months']);
    const whole = matrixOf(moves, 'customers');
    const parts = [...new Set(moves.map((row) => textOf(row['part'])))];
    const without = parts.map((part) => projectMigration(matrixOf(moves.filter((row: ViewRow) => textOf(row['part']) !== part), 'customers'), months));
    const projected = projectMigration(whole, months);
    return viewTable(
      [fromColumn, toColumn, measureColumn('share', title('Доля клиентов', 'Share of customers'), 'share', { low: 'low', high: 'high' }), measureColumn('low', title('от', 'from'), 'share'), measureColumn('high', title('до', 'to'), 'share')],
      bucketIds.flatMap((from, i) => bucketIds.map((to, j): Record<string, ViewValue> => {
        const empty = (whole[i] ?? []).every((value) => value === 0);
        if (empty) return { from, to, share: { undefined: true, reason: 'no-transitions' }, low: { undefined: true, reason: 'no-transitions' }, high: { undefined: true, reason: 'no-transitions' } };
        const share = projected[i]?.[j] ?? 0;
        if (without.length < 2) return { from, to, share, low: { undefined: true, reason: 'too-few-groups' }, high: { undefined: true, reason: 'too-few-groups' } };
        const values = without.map((matrix) => matrix[i]?.[j] ?? 0);
        const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
        const error = Math.sqrt(((values.length - 1) / values.length) * values.reduce((sum, value) => sum + (value - mean) ** 2, 0));
        return { from, to, share, low: Math.max(0, share - 1.96 * error), high: Math.min(1, share + 1.96 * error) };
      })),
      [title(`Через ${months} мес. при неизменных переходах периода`, `In ${months} months when rolls stay as in the period`)],
    );
  },
};

/** Probability to be in a bad bucket after a month of those who were not, by a dimension of customers (S118). */
export const migrationToBadView: SqlView = {
  definition: {
    id: 'collections.migration-to-bad', topic: 'collections',
    title: title('Переход в плохие сегменты', 'Migration to bad segments'),
    meaning: title('P = клиенты, которые за месяц перешли в плохую корзину / клиенты, которые не были в ней на начало месяца; интервал Уилсона', 'P = customers who moved into a bad bucket in a month / customers who were not in one at its start; Wilson’s interval'),
    params: Type.Object({ by: Type.Enum(['segment', 'kind', 'region'] as const, { default: 'segment' }), badFrom: Type.Integer({ minimum: 1, maximum: 4, default: 3, description: 'First bad bucket: 1 is 1–30 days, 3 is 61–90, 4 more than 90' }) }, { additionalProperties: false }),
    filters: [...receivableFilters],
    chart: { type: 'lying-bar', x: 'segment', y: ['probability'] },
  },
  receivables: true,
  questions(scope) {
    const { where, params } = monthsWhere(scope);
    const by = textOf(scope.params['by']);
    return {
      groups: {
        sql: `SELECT who.value AS value, toFloat64(count()) AS customers, toFloat64(countIf(bucket >= {bad:UInt8})) AS moved, toFloat64(sumIf(opening_minor, bucket >= {bad:UInt8})) AS balance
FROM receivable_months INNER JOIN (SELECT customer_id, ${by} AS value FROM customers FINAL) AS who USING (customer_id)
WHERE was_there AND opening_bucket < {bad:UInt8} AND ${where} GROUP BY value ORDER BY moved / customers DESC, value`,
        params: { ...params, bad: numberOf(scope.params['badFrom']) },
      },
    };
  },
  table({ groups: found = [] }, scope) {
    const by = textOf(scope.params['by']);
    return viewTable(
      [
        dimensionColumn(by, { segment: title('Сегмент', 'Segment'), kind: title('Тип клиента', 'Kind'), region: title('Регион', 'Region') }[by] ?? title(by, by), scope.titles[by] ? { valueTitles: { ...scope.titles[by] } } : {}),
        measureColumn('probability', title('Вероятность за месяц', 'Probability in a month'), 'share', { better: 'lower', low: 'low', high: 'high' }),
        measureColumn('low', title('от', 'from'), 'share'), measureColumn('high', title('до', 'to'), 'share'),
        measureColumn('moved', title('Переходов', 'Moves'), 'count', { additive: true }),
        measureColumn('customers', title('Клиенто-месяцев', 'Customer months'), 'count', { additive: true }),
        measureColumn('balance', title('Остаток перешедших', 'Balance of those who moved'), 'money-minor', { additive: true }),
      ],
      found.map((row) => {
        const [n, successes] = [numberOf(row['customers']), numberOf(row['moved'])];
        const interval = wilsonInterval({ n, successes });
        return { [by]: textOf(row['value']), probability: quotient(successes, n), low: isKnown(interval) ? interval.low : interval, high: isKnown(interval) ? interval.high : interval, moved: successes, customers: n, balance: numberOf(row['balance']) };
      }),
      [title(`Плохой считается корзина «${(bucketIdOf(scope.params['badFrom']))} дней» и хуже`, `Bad is the bucket “${bucketIdOf(scope.params['badFrom'])} days” and worse`)],
    );
  },
};
