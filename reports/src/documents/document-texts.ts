/** Words that only files have; the rest is `wording`. */
export interface DocumentTexts {
  controlVsTarget: string;
  board: string;
  table: string;
  period: string;
  data: string;
  dataUntil: (day: string) => string;
  made: string;
  groups: string;
  filters: string;
  compared: string;
  noFilters: string;
  verdict: string;
  health: string;
  metrics: string;
  bySegment: (dimension: string) => string;
  forest: (dimension: string) => string;
  money: string;
  definitions: string;
  notes: string;
  about: string;
  sheet: string;
  contents: string;
  columns: string;
  meaning: string;
  query: string;
  unknown: string;
  unknownColumn: string;
  code: (title: string) => string;
  lower: (title: string) => string;
  upper: (title: string) => string;
  total: string;
  rowsShown: (shown: string, all: string) => string;
  rowsOmitted: (count: string) => string;
  allRowsInSheet: string;
  noRows: string;
  all: string;
  last: (count: number, unit: 'day' | 'week' | 'month' | 'quarter' | 'year') => string;
  previousPeriod: string;
  yearBefore: string;
  campaign: (name: string) => string;
  filter: (op: 'in' | 'not-in' | 'at-least' | 'below' | 'contains', dimension: string, values: string) => string;
  empty: string;
  emptyBoard: string;
  failedTile: (reason: string) => string;
  pageOf: (page: number, pages: number) => string;
  continued: string;
  minorUnits: string;
  unit: string;
  standardError: string;
  pValue: string;
  incremental: string;
  role: string;
  perGroup: string;
  figure: string;
  effectByDay: string;
  step: string;
  customers: string;
  share: string;
  week: string;
  top: string;
  decile: string;
  uplift: string;
  funnel: string;
  upliftTitle: string;
  upliftText: string;
  qini: string;
  bestShare: string;
  power: string;
  powerText: string;
  smallest: string;
  needed: string;
  daysUntil: string;
  enough: string;
  yes: string;
  no: string;
  turnover: string;
  turnoverText: (days: string) => string;
  before: string;
  during: string;
  change: string;
  differenceInDifferences: string;
  cure: string;
  medianDays: string;
  day: string;
  chanceToWin: string;
  profit: string;
  extraMoney: string;
  contactCost: string;
  incentiveCost: string;
  returnOnCost: string;
  adjusted: string;
  varianceReduction: string;
  sequential: string;
  cuts: Record<'wave' | 'channel' | 'offer', string>;
  cutCautions: Record<'not-randomised' | 'control-reweighted' | 'strata-left-out' | 'no-strata', string>;
  steps: Record<'assigned' | 'contacted' | 'delivered' | 'right-party' | 'responded' | 'paid', string>;
}

const ruLast = { day: ['день', 'дня', 'дней'], week: ['неделя', 'недели', 'недель'], month: ['месяц', 'месяца', 'месяцев'], quarter: ['квартал', 'квартала', 'кварталов'], year: ['год', 'года', 'лет'] } as const;
const ruFirst = { day: 'Последний', week: 'Последняя', month: 'Последний', quarter: 'Последний', year: 'Последний' } as const;
const ruForm = (count: number, [one, few, many]: readonly [string, string, string]): string => {
  const form = new Intl.PluralRules('ru').select(count);
  return form === 'one' ? one : form === 'few' ? few : many;
};

const ru: DocumentTexts = {
  controlVsTarget: 'Отчёт «целевая против контрольной»',
  board: 'Доска',
  table: 'Таблица',
  period: 'Период',
  data: 'Данные',
  dataUntil: (day) => `по ${day} включительно`,
  made: 'Составлен',
  groups: 'Группы',
  filters: 'Только',
  compared: 'Сравнение',
  noFilters: 'без отбора',
  verdict: 'Вывод',
  health: 'Можно ли верить числам',
  metrics: 'Все показатели',
  bySegment: (dimension) => `По разрезу «${dimension}»`,
  forest: (dimension) => `Разница по разрезу «${dimension}»`,
  money: 'Деньги',
  definitions: 'Показатели и как они посчитаны',
  notes: 'Примечания',
  about: 'О файле',
  sheet: 'Лист',
  contents: 'Что в файле',
  columns: 'Столбцы',
  meaning: 'Что означает',
  query: 'Запрос',
  unknown: 'Неизвестно',
  unknownColumn: 'Чего нельзя узнать',
  code: (title) => `${title} (код)`,
  lower: (title) => `${title}: от`,
  upper: (title) => `${title}: до`,
  total: 'Всего',
  rowsShown: (shown, all) => `Показаны первые ${shown} строк из ${all}.`,
  rowsOmitted: (count) => `Ещё ${count} строк не поместились в предел запроса.`,
  allRowsInSheet: 'Все строки есть в XLSX и CSV.',
  noRows: 'Строк нет.',
  all: 'Всё время',
  last: (count, unit) => (count === 1 ? `${ruFirst[unit]} ${ruLast[unit][0]}` : `Последние ${count} ${ruForm(count, ruLast[unit])}`),
  previousPeriod: 'с предыдущим периодом',
  yearBefore: 'с тем же периодом год назад',
  campaign: (name) => `с кампанией «${name}»`,
  filter: (op, dimension, values) => ({ in: `${dimension}: ${values}`, 'not-in': `${dimension}: кроме ${values}`, 'at-least': `${dimension}: от ${values}`, below: `${dimension}: меньше ${values}`, contains: `${dimension}: содержит «${values}»` })[op],
  empty: 'Данных за этот период и с этим отбором нет.',
  emptyBoard: 'На доске нет плиток.',
  failedTile: (reason) => `Плитка не посчиталась: ${reason}`,
  pageOf: (page, pages) => `Страница ${page} из ${pages}`,
  continued: 'продолжение',
  minorUnits: 'в копейках',
  unit: 'Единица',
  standardError: 'Станд. ошибка',
  pValue: 'p',
  incremental: 'На всю группу',
  role: 'Роль',
  perGroup: 'Целевая группа',
  figure: 'График',
  effectByDay: 'Эффект по дням',
  step: 'Шаг',
  customers: 'Клиентов',
  share: 'Доля',
  week: 'неделя',
  top: 'Лучшие',
  decile: 'Десятая часть',
  uplift: 'Прирост',
  funnel: 'Путь клиента',
  upliftTitle: 'Кому мероприятие помогает',
  upliftText: 'Клиенты по убыванию оценки, известной до распределения по группам: десять равных частей, первая — лучшая.',
  qini: 'Коэффициент Джини — Qini',
  bestShare: 'Выгоднее всего охватить',
  power: 'Мощность',
  powerText: 'Наименьший эффект, который виден в 80 случаях из 100: при числе клиентов, которое есть сейчас.',
  smallest: 'Наименьший эффект',
  needed: 'Нужно клиентов',
  daysUntil: 'Дней до вывода',
  enough: 'Достаточно',
  yes: 'да',
  no: 'нет',
  turnover: 'Оборачиваемость до и во время кампании',
  turnoverText: (days) => `Период «до» — ${days} дн. перед стартом. Разница разностей: насколько изменение целевой группы отличается от изменения контрольной.`,
  before: 'До',
  during: 'Во время',
  change: 'Изменение',
  differenceInDifferences: 'Разница разностей',
  cure: 'Выздоровление просрочки',
  medianDays: 'Медиана, дней',
  day: 'День',
  chanceToWin: 'Вероятность, что лучше контроля',
  profit: 'Прибыль',
  extraMoney: 'Дополнительные деньги',
  contactCost: 'Контакты',
  incentiveCost: 'Поощрения',
  returnOnCost: 'Отдача на рубль затрат',
  adjusted: 'С поправкой на прошлое (CUPED)',
  varianceReduction: 'Разброс меньше на',
  sequential: 'Интервал для любого дня',
  cuts: { wave: 'По волнам', channel: 'По каналам', offer: 'По предложениям' },
  cutCautions: {
    'not-randomised': 'Кто получил какой канал или предложение, решал не случай: разница может быть разницей самих клиентов.',
    'control-reweighted': 'Контрольная группа перевзвешена к составу целевой.',
    'strata-left-out': 'Часть клиентов не с кем сравнить, и они не вошли.',
    'no-strata': 'Для перевзвешивания нет признаков: контрольная группа взята целиком.',
  },
  steps: { assigned: 'Распределены', contacted: 'Контакт', delivered: 'Доставлено', 'right-party': 'Ответил сам клиент', responded: 'Откликнулись', paid: 'Заплатили' },
};

const en: DocumentTexts = {
  controlVsTarget: 'Target against control',
  board: 'Board',
  table: 'Table',
  period: 'Period',
  data: 'Data',
  dataUntil: (day) => `up to and including ${day}`,
  made: 'Made',
  groups: 'Groups',
  filters: 'Only',
  compared: 'Compared',
  noFilters: 'no filters',
  verdict: 'Verdict',
  health: 'May the numbers be trusted',
  metrics: 'All metrics',
  bySegment: (dimension) => `By ${dimension}`,
  forest: (dimension) => `Difference by ${dimension}`,
  money: 'Money',
  definitions: 'Metrics and how they are calculated',
  notes: 'Notes',
  about: 'About',
  sheet: 'Sheet',
  contents: 'What is in the file',
  columns: 'Columns',
  meaning: 'Meaning',
  query: 'Query',
  unknown: 'Unknown',
  unknownColumn: 'Not known',
  code: (title) => `${title} (code)`,
  lower: (title) => `${title}: from`,
  upper: (title) => `${title}: to`,
  total: 'Total',
  rowsShown: (shown, all) => `The first ${shown} of ${all} rows are shown.`,
  rowsOmitted: (count) => `${count} more rows are beyond the limit of the question.`,
  allRowsInSheet: 'All rows are in the XLSX and the CSV.',
  noRows: 'No rows.',
  all: 'All time',
  last: (count, unit) => (count === 1 ? `Last ${unit}` : `Last ${count} ${unit}s`),
  previousPeriod: 'with the period before',
  yearBefore: 'with the same period a year before',
  campaign: (name) => `with the campaign “${name}”`,
  filter: (op, dimension, values) => ({ in: `${dimension}: ${values}`, 'not-in': `${dimension}: not ${values}`, 'at-least': `${dimension}: from ${values}`, below: `${dimension}: below ${values}`, contains: `${dimension}: contains “${values}”` })[op],
  empty: 'There are no data for this period with these filters.',
  emptyBoard: 'The board has no tiles.',
  failedTile: (reason) => `The tile could not be calculated: ${reason}`,
  pageOf: (page, pages) => `Page ${page} of ${pages}`,
  continued: 'continued',
  minorUnits: 'in minor units',
  unit: 'Unit',
  standardError: 'Standard error',
  pValue: 'p',
  incremental: 'Over the whole group',
  role: 'Role',
  perGroup: 'Target group',
  figure: 'Chart',
  effectByDay: 'Effect by day',
  step: 'Step',
  customers: 'Customers',
  share: 'Share',
  week: 'week',
  top: 'Best',
  decile: 'Tenth',
  uplift: 'Uplift',
  funnel: 'The customer’s way',
  upliftTitle: 'Whom the action helps',
  upliftText: 'Customers by the score known before they were assigned, best first: ten equal parts.',
  qini: 'Qini coefficient',
  bestShare: 'Most profitable to reach',
  power: 'Power',
  powerText: 'The smallest effect that shows in 80 of 100 cases with the customers there are now.',
  smallest: 'Smallest effect',
  needed: 'Customers needed',
  daysUntil: 'Days until known',
  enough: 'Enough',
  yes: 'yes',
  no: 'no',
  turnover: 'Turnover before and during the campaign',
  turnoverText: (days) => `“Before” is the ${days} days before the start. Difference in differences: how much the target group’s change differs from control’s.`,
  before: 'Before',
  during: 'During',
  change: 'Change',
  differenceInDifferences: 'Difference in differences',
  cure: 'Cure of overdue debt',
  medianDays: 'Median, days',
  day: 'Day',
  chanceToWin: 'Chance to be better than control',
  profit: 'Profit',
  extraMoney: 'Extra money',
  contactCost: 'Contacts',
  incentiveCost: 'Incentives',
  returnOnCost: 'Return on cost',
  adjusted: 'Adjusted for the past (CUPED)',
  varianceReduction: 'Variance lower by',
  sequential: 'Interval for any day',
  cuts: { wave: 'By wave', channel: 'By channel', offer: 'By offer' },
  cutCautions: {
    'not-randomised': 'Who got which channel or offer was not drawn by lot: the difference may be one between the customers.',
    'control-reweighted': 'Control is reweighted to the make-up of the target group.',
    'strata-left-out': 'Some customers have nobody to be compared with and are left out.',
    'no-strata': 'There is nothing to reweight by: control is taken whole.',
  },
  steps: { assigned: 'Assigned', contacted: 'Contacted', delivered: 'Delivered', 'right-party': 'Right party', responded: 'Responded', paid: 'Paid' },
};

export function documentTexts(language: 'ru' | 'en'): DocumentTexts {
  return language === 'ru' ? ru : en;
}
