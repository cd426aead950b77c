import { compareProportions } from '../../stats/proportion-difference.js';
import { isKnown } from '../../stats/result.js';
import { wilsonInterval } from '../../stats/wilson-interval.js';
import { type AskedView, cellOf, dimension, measure, ratio, TableMaker } from '../asked-view.js';
import { chooseStrategy, nothingDecided, type Side, strategyParams } from './chosen-strategy.js';
import { decisionFilterIds, decisionRows } from './recorded-decisions.js';

/** Decisions told apart; the rest is one row, so that the counts still add up. */
const mostDecisions = 30;

export const decisionMix: AskedView = {
  definition: {
    id: 'strategy.decision-mix',
    topic: 'strategy',
    title: { ru: 'Какие решения принимаются, в сравнении', en: 'Which decisions are made, compared' },
    meaning: {
      ru: 'Доля каждого решения с интервалом Уилсона 95 % у двух версий, редакций, групп или периодов и разница долей с интервалом Ньюкомба. Источник: записанные решения; строка «ошибка» — вычисления без ответа.',
      en: 'The share of each decision with its 95 % Wilson interval for two versions, revisions, arms or periods, and the difference with its Newcombe interval. From recorded decisions; the row "failed" holds evaluations without an answer.',
    },
    params: strategyParams,
    filters: decisionFilterIds,
    chart: { type: 'paired-bars', x: 'decision', y: ['share', 'shareBefore'] },
  },
  async make(input, plain) {
    const head = new TableMaker([]);
    const stores = head.watch(plain);
    const choice = await chooseStrategy(input, head, stores);
    const other = choice?.other ?? null;
    const of = (side: Side | null | undefined) => ({ ru: side?.ru ?? '', en: side?.en ?? '' });
    const [now, then] = [of(choice?.side), of(other)];
    const table = new TableMaker([
      dimension('decision', 'Решение', 'Decision', { valueTitles: { '': { ru: 'без решения', en: 'none' }, $failed: { ru: 'ошибка', en: 'failed' }, $rest: { ru: 'остальные', en: 'others' } } }),
      measure('decisions', `Решений: ${now.ru}`, `Decisions: ${now.en}`, 'count', { additive: true }),
      measure('share', `Доля: ${now.ru}`, `Share: ${now.en}`, 'share', { low: 'shareLow', high: 'shareHigh' }),
      measure('shareLow', 'От', 'From', 'share'),
      measure('shareHigh', 'До', 'To', 'share'),
      ...(other
        ? [
            measure('decisionsBefore', `Решений: ${then.ru}`, `Decisions: ${then.en}`, 'count', { comparedTo: 'decisions', additive: true }),
            measure('shareBefore', `Доля: ${then.ru}`, `Share: ${then.en}`, 'share', { comparedTo: 'share' }),
            measure('difference', 'Разница', 'Difference', 'points', { low: 'differenceLow', high: 'differenceHigh' }),
            measure('differenceLow', 'Разница: от', 'Difference: from', 'points'),
            measure('differenceHigh', 'Разница: до', 'Difference: to', 'points'),
            measure('pValue', 'p-значение', 'p-value', 'number'),
          ]
        : []),
    ]);
    if (!choice) nothingDecided(table);
    else {
      const mine = await mixOf(choice.side, stores);
      const theirs = other ? await mixOf(other, stores) : new Map<string, number>();
      const [n, m] = [sum(mine), sum(theirs)];
      const order = [...new Set([...mine.keys(), ...theirs.keys()])].sort((a, b) => (mine.get(b) ?? 0) + (theirs.get(b) ?? 0) - (mine.get(a) ?? 0) - (theirs.get(a) ?? 0) || (a < b ? -1 : 1));
      const told = order.slice(0, mostDecisions);
      const rest = order.slice(mostDecisions);
      const groups = [...told.map((one) => ({ name: one, of: [one] })), ...(rest.length > 0 ? [{ name: '$rest', of: rest }] : [])];
      for (const { name, of: members } of groups) {
        const [x, y] = [mine, theirs].map((mix) => members.reduce((total, one) => total + (mix.get(one) ?? 0), 0)) as [number, number];
        const wilson = wilsonInterval({ n, successes: x });
        const compared = compareProportions({ n, successes: x }, { n: m, successes: y });
        const absolute = isKnown(compared.absolute) ? compared.absolute : null;
        table.row({
          decision: name, decisions: x, share: ratio(x, n), shareLow: cellOf(wilson, ({ low }) => low), shareHigh: cellOf(wilson, ({ high }) => high),
          ...(other ? { decisionsBefore: y, shareBefore: ratio(y, m), difference: cellOf(compared.absolute, ({ estimate }) => estimate), differenceLow: absolute ? cellOf(absolute.interval, ({ low }) => low) : null, differenceHigh: absolute ? cellOf(absolute.interval, ({ high }) => high) : null, pValue: absolute ? cellOf(absolute.test, ({ pValue }) => pValue) : null } : {}),
        });
      }
      if (rest.length > 0) table.note(`Решений больше ${mostDecisions}: остальные ${rest.length} в одной строке`, `More than ${mostDecisions} decisions: the other ${rest.length} stand in one row`);
    }
    const { notes, queries } = head.table();
    const made = table.table();
    return { ...made, notes: [...made.notes, ...notes], queries };
  },
};

const sum = (mix: ReadonlyMap<string, number>): number => [...mix.values()].reduce((total, one) => total + one, 0);

async function mixOf(side: Side, stores: Parameters<AskedView['make']>[1]): Promise<Map<string, number>> {
  const rows = decisionRows(side);
  const found = await stores.query<{ decision: string; decisions: string }>(`SELECT if(d.ok, d.decision, '$failed') AS decision, count() AS decisions FROM strategy_decisions AS d FINAL WHERE ${rows.where} GROUP BY decision ORDER BY decisions DESC LIMIT 10000`, rows.params);
  return new Map(found.map(({ decision, decisions }) => [decision, Number(decisions)]));
}
