import type { Title } from '@arbiter/contracts/identifiers';
import type { ColumnUnit } from '@arbiter/contracts/reporting/report-table';
import { title, type ExploreMeasure } from '../explore-dataset.js';

interface Extra {
  better?: 'higher' | 'lower';
  joins?: readonly string[];
}

/** Number of rows; of those that meet the condition where there is one. */
export const counted = (id: string, heading: Title, meaning: Title, condition?: string, extra: Extra = {}): ExploreMeasure => ({ id, title: heading, unit: 'count', meaning, sql: condition === undefined ? 'count()' : `countIf(${condition})`, additive: true, ...extra });

/** Different customers among the rows: does not add up over groups that share customers. */
export const distinctCustomers = (heading: Title = title('Клиентов', 'Customers'), condition?: string, id = 'customers'): ExploreMeasure => ({
  id,
  title: heading,
  unit: 'count',
  meaning: title('Разных клиентов; сумма по группам может быть больше итога, если клиент есть в нескольких', 'Different customers; groups may add up to more than the whole where a customer is in several'),
  sql: condition === undefined ? 'uniqExact(f.customer_id)' : `uniqExactIf(f.customer_id, ${condition})`,
});

export const summed = (id: string, heading: Title, meaning: Title, value: string, unit: ColumnUnit = 'money-minor', extra: Extra = {}): ExploreMeasure => ({ id, title: heading, unit, meaning, sql: `sum(${value})`, additive: true, ...extra });

/** One aggregate over another; null where there is nothing to divide by. */
export const ratio = (id: string, heading: Title, meaning: Title, above: string, below: string, unit: ColumnUnit = 'share', extra: Extra = {}): ExploreMeasure => ({ id, title: heading, unit, meaning, sql: `${above} / nullIf(${below}, 0)`, ...extra });

/** An aggregate of values that may be missing: null where there are none. */
export const over = (id: string, heading: Title, meaning: Title, sql: string, unit: ColumnUnit, extra: Extra = {}): ExploreMeasure => ({ id, title: heading, unit, meaning, sql, ...extra });
