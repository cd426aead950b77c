import type { UndefinedReason } from '@arbiter/contracts/report-model';

export type ChartLanguage = 'ru' | 'en';

/** Words of the charts of tables, in charts on the page and in files alike. */
export interface TableChartTexts {
  noValue: string;
  yes: string;
  no: string;
  others: string;
  interval: string;
  compared: string;
  change: string;
  noData: string;
  noDataHint: string;
  unknown: string;
  points: string;
  daysShort: string;
  perSecond: string;
  ofFirst: string;
  ofPrevious: string;
  noEffect: string;
  /** `{shown} of {total}`. */
  shownOf: (shown: string, total: string) => string;
  /** What the chart shows beyond its first points, for screen readers. */
  morePoints: (count: string) => string;
  week: (number: string) => string;
  quarter: (number: number, year: string) => string;
  reasons: Readonly<Record<UndefinedReason, string>>;
}

const texts: Record<ChartLanguage, TableChartTexts> = {
  ru: {
    noValue: 'без значения',
    yes: 'да',
    no: 'нет',
    others: 'прочие',
    interval: 'интервал',
    compared: 'для сравнения',
    change: 'изменение',
    noData: 'Нет данных',
    noDataHint: 'За этот период и с этими фильтрами ничего нет',
    unknown: 'неизвестно',
    points: 'п. п.',
    daysShort: 'дн.',
    perSecond: 'в сек.',
    ofFirst: 'от первого шага',
    ofPrevious: 'от предыдущего',
    noEffect: 'нет эффекта',
    shownOf: (shown, total) => `показаны ${shown} из ${total}`,
    morePoints: (count) => `и ещё ${count}`,
    week: (number) => `нед. с ${number}`,
    quarter: (number, year) => `${number} кв. ${year}`,
    reasons: {
      'empty-arm': 'в группе нет клиентов',
      'single-unit': 'в группе только один клиент',
      'zero-variance': 'все значения одинаковы',
      'control-mean-near-zero': 'среднее в контроле слишком близко к нулю',
      'denominator-near-zero': 'знаменатель слишком близок к нулю',
      'denominator-zero': 'не на что делить: знаменатель равен нулю',
      'interval-contains-zero': 'интервал эффекта включает ноль',
      'no-cost': 'затрат не было',
      'no-planned-shares': 'плановые доли групп неизвестны',
      'no-transitions': 'переходов не было',
      'too-few-groups': 'слишком мало групп',
      'one-class': 'все исходы одинаковы',
      'not-binary': 'исход не из двух значений',
      'out-of-reach': 'недостижимо',
      'bad-input': 'данные не подходят для расчёта',
      'no-data': 'таких фактов в данных нет',
      'no-history': 'до начала ничего не измерено',
      'no-score': 'оценки до начала не было',
      'no-margin': 'ни маржа, ни выручка не известны',
      'being-built': 'показатели ещё готовятся',
      'no-matching-control': 'в контроле нет похожих клиентов',
      'delivered-alike': 'охват групп одинаков',
    },
  },
  en: {
    noValue: 'no value',
    yes: 'yes',
    no: 'no',
    others: 'others',
    interval: 'interval',
    compared: 'compared with',
    change: 'change',
    noData: 'No data',
    noDataHint: 'Nothing in this period with these filters',
    unknown: 'unknown',
    points: 'pp',
    daysShort: 'days',
    perSecond: 'per s',
    ofFirst: 'of the first step',
    ofPrevious: 'of the step before',
    noEffect: 'no effect',
    shownOf: (shown, total) => `${shown} of ${total} shown`,
    morePoints: (count) => `and ${count} more`,
    week: (number) => `wk of ${number}`,
    quarter: (number, year) => `Q${number} ${year}`,
    reasons: {
      'empty-arm': 'the group has no customers',
      'single-unit': 'the group has a single customer',
      'zero-variance': 'all values are the same',
      'control-mean-near-zero': 'the mean in control is too close to zero',
      'denominator-near-zero': 'the denominator is too close to zero',
      'denominator-zero': 'nothing to divide by: the denominator is zero',
      'interval-contains-zero': 'the interval of the effect includes zero',
      'no-cost': 'nothing was spent',
      'no-planned-shares': 'the planned shares of the groups are not known',
      'no-transitions': 'there were no transitions',
      'too-few-groups': 'there are too few groups',
      'one-class': 'all outcomes are the same',
      'not-binary': 'the outcome has more than two values',
      'out-of-reach': 'out of reach',
      'bad-input': 'the data do not fit the computation',
      'no-data': 'no facts of this kind in the data',
      'no-history': 'nothing was measured before',
      'no-score': 'there was no score before',
      'no-margin': 'no margin or revenue is known',
      'being-built': 'the numbers are being prepared',
      'no-matching-control': 'nobody alike in control',
      'delivered-alike': 'both groups were reached alike',
    },
  },
};

export function chartTexts(language: ChartLanguage): TableChartTexts {
  return texts[language];
}
