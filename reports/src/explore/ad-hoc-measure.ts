import type { Fault } from '@arbiter/contracts/problems';
import type { MeasureWish } from '@arbiter/contracts/reporting/explore';
import type { ReportColumn } from '@arbiter/contracts/reporting/report-table';
import { title, type ExploreDataset, type ExploreDimension } from './explore-dataset.js';
import { groupingSql } from './dimension-values.js';

type Aggregate = Exclude<MeasureWish, string>;

const words: Record<Aggregate['aggregate'], { ru: string; en: string; sql: (value: string) => string }> = {
  sum: { ru: 'сумма', en: 'sum', sql: (value) => `sum(${value})` },
  average: { ru: 'среднее', en: 'average', sql: (value) => `avgOrNull(${value})` },
  median: { ru: 'медиана', en: 'median', sql: (value) => `quantileExactInclusiveOrNull(0.5)(${value})` },
  p95: { ru: '95-й процентиль', en: '95th percentile', sql: (value) => `quantileExactInclusiveOrNull(0.95)(${value})` },
  min: { ru: 'наименьшее', en: 'least', sql: (value) => `minOrNull(${value})` },
  max: { ru: 'наибольшее', en: 'greatest', sql: (value) => `maxOrNull(${value})` },
  distinct: { ru: 'разных значений', en: 'distinct values', sql: (value) => `uniqExact(${value})` },
};

interface Made {
  expression: string;
  uses: Pick<ExploreDimension, 'customerColumn' | 'joins'>;
  isAdditive: boolean;
  column: ReportColumn;
}

/** An aggregate of a dimension that nobody has defined as a measure; its column is called `average.amount`. Rows without a value are left out. */
export function adHocMeasure(dataset: ExploreDataset, { aggregate, of }: Aggregate, dimensions: ReadonlyMap<string, ExploreDimension>): { ok: true; value: Made } | { ok: false; error: Fault } {
  const dimension = dimensions.get(of);
  if (dimension === undefined) {
    return { ok: false, error: { path: '/of', code: 'unknown-dimension', message: `The dataset ${dataset.id} has no dimension ${of}: take one of ${[...dimensions.keys()].slice(0, 12).join(', ')}` } };
  }
  const isTime = dimension.type === 'date' || dimension.type === 'instant';
  const fits = aggregate === 'distinct' || dimension.type === 'number' || (isTime && (aggregate === 'min' || aggregate === 'max'));
  if (!fits) {
    return { ok: false, error: { path: '/aggregate', code: 'wrong-aggregate', message: `${of} is ${dimension.type === 'text' ? 'text' : `of type ${dimension.type}`}, which has no ${words[aggregate].en}: take ${isTime ? 'min, max or distinct' : 'distinct'}` } };
  }
  const value = groupingSql(dimension, undefined);
  const counted = aggregate === 'distinct' && dimension.type === 'text' ? `nullIf(${value}, '')` : value;
  const unit = aggregate === 'distinct' ? 'count' : isTime ? undefined : (dimension.unit ?? 'number');
  const word = words[aggregate];
  return {
    ok: true,
    value: {
      expression: word.sql(counted),
      uses: dimension,
      isAdditive: aggregate === 'sum',
      column: {
        id: `${aggregate}.${of}`,
        title: title(`${dimension.title.ru}: ${word.ru}`, `${dimension.title.en}: ${word.en}`),
        role: 'measure',
        type: aggregate !== 'distinct' && isTime ? (dimension.type === 'date' ? 'date' : 'instant') : 'number',
        ...(unit ? { unit } : {}),
      },
    },
  };
}
