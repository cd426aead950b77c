import type { Attribute } from '@arbiter/contracts/data-model';
import { Type } from 'typebox';
import { customerDimensions } from '../../explore/customer-dimensions.js';
import { filterSql } from '../../explore/filter-sql.js';
import { dimension, measure, TableMaker } from '../asked-view.js';
import type { ViewDefinition, ViewInput, ViewTable } from '../view.js';

const mostAttributes = 300;

export const profileView: ViewDefinition = {
  id: 'data.profile',
  topic: 'data',
  title: { ru: 'Профиль атрибутов', en: 'Profile of attributes' },
  meaning: {
    ru: 'По каждому атрибуту клиентов: у скольких заполнен, у скольких пуст, сколько разных значений, как распределены числа и какие значения чаще. Квартили точные.',
    en: 'For each attribute of customers: how many have it, how many lack it, how many different values, how numbers are spread and which values are frequent. Quartiles are exact.',
  },
  params: Type.Object({}, { additionalProperties: false }),
  filters: ['segment', 'region', 'kind', 'customer.*'],
  chart: { type: 'table' },
};

const columns = (attributes: readonly Attribute[]) => [
  dimension('attribute', 'Атрибут', 'Attribute', { filterBy: null, valueTitles: Object.fromEntries(attributes.map(({ name, title }) => [name, title])) }),
  measure('filled', 'Заполнено', 'Filled', 'count'),
  measure('blank', 'Пусто', 'Blank', 'count', { better: 'lower' }),
  measure('blank_share', 'Доля пустых', 'Share blank', 'share', { better: 'lower' }),
  measure('distinct', 'Разных значений', 'Different values', 'count'),
  measure('least', 'Наименьшее', 'Least', 'number'),
  measure('quartile1', 'Первый квартиль', 'First quartile', 'number'),
  measure('median', 'Медиана', 'Median', 'number'),
  measure('mean', 'Среднее', 'Mean', 'number'),
  measure('quartile3', 'Третий квартиль', 'Third quartile', 'number'),
  measure('greatest', 'Наибольшее', 'Greatest', 'number'),
  dimension('first', 'С даты', 'From', { filterBy: null }),
  dimension('last', 'По дату', 'To', { filterBy: null }),
  dimension('frequent', 'Частые значения', 'Frequent values', { filterBy: null }),
];

/** One tuple of aggregates for an attribute: all attributes are looked at in one reading of the customers. */
function aggregates({ name, type }: Attribute): string {
  const column = `f.\`${name}\``;
  const none = 'CAST(NULL AS Nullable(Float64))';
  const isNumber = type === 'number' || type === 'money';
  const isTime = type === 'date' || type === 'instant';
  // Money stands in major units beside other numbers of the table.
  const number = type === 'money' ? `toFloat64(${column}) / 100` : `toFloat64(${column})`;
  const text = type === 'list' ? `arrayStringConcat(arraySort(${column}), ', ')` : `ifNull(toString(${column}), '')`;
  const numbers = isNumber ? [`minOrNull(${number})`, `quantileExactInclusiveOrNull(0.25)(${number})`, `quantileExactInclusiveOrNull(0.5)(${number})`, `avgOrNull(${number})`, `quantileExactInclusiveOrNull(0.75)(${number})`, `maxOrNull(${number})`] : Array.from({ length: 6 }, () => none);
  const span = isTime ? [`ifNull(toString(minOrNull(${column})), '')`, `ifNull(toString(maxOrNull(${column})), '')`] : ["''", "''"];
  return `('${name}', countIf(${text} != ''), uniqExactIf(${text}, ${text} != ''), ${numbers.map((sql) => `CAST(${sql} AS Nullable(Float64))`).join(', ')}, ${span.join(', ')}, ${isNumber || isTime ? "''" : `arrayStringConcat(topKIf(5)(${text}, ${text} != ''), ', ')`})`;
}

interface ProfileRow { total: string; one: [string, string, string, number | null, number | null, number | null, number | null, number | null, number | null, string, string, string] }

/** How the attributes of customers are filled and spread. Names of attributes are safe in SQL; values of filters travel as parameters. */
export async function readProfile(input: ViewInput, attributes: readonly Attribute[], query: <Row>(sql: string, params: Record<string, unknown>) => Promise<Row[]>): Promise<ViewTable> {
  const looked = attributes.filter(({ name }) => name !== 'customer_id' && /^[a-z][a-z0-9_]{0,62}$/.test(name)).slice(0, mostAttributes);
  const table = new TableMaker(columns(looked));
  const chosen = filterSql(input.filters, new Map(customerDimensions(attributes, 'f').map((one) => [one.id, one])));
  const where = chosen.faults.length > 0 ? '0' : chosen.where;
  for (const { message } of chosen.faults) table.note(message, message);
  const sql = `SELECT total, arrayJoin(found) AS one\nFROM (\n    SELECT count() AS total, [\n        ${looked.map(aggregates).join(',\n        ')}\n    ] AS found\n    FROM customers AS f FINAL\n    WHERE ${where}\n)`;
  for (const { total, one: [attribute, filledText, distinct, least, quartile1, median, mean, quartile3, greatest, first, last, frequent] } of await query<ProfileRow>(sql, chosen.params)) {
    const filled = Number(filledText);
    const all = Number(total);
    table.row({ attribute, filled, blank: all - filled, blank_share: all === 0 ? { undefined: true, reason: 'denominator-zero' } : (all - filled) / all, distinct: Number(distinct), least, quartile1, median, mean, quartile3, greatest, first, last, frequent });
  }
  if (attributes.length > looked.length + 1) table.note(`Показаны первые ${mostAttributes} атрибутов`, `The first ${mostAttributes} attributes are shown`);
  return { ...table.table(), queries: [{ sql, params: chosen.params }] };
}
