import { title, type ExploreDataset, type ExploreDimension } from '../explore-dataset.js';
import { counted, ratio } from './measures.js';

/** Customers with everything known of them; the only dataset without a date. */
export const customersDataset = (customer: readonly ExploreDimension[]): ExploreDataset => ({
  id: 'customers',
  title: title('Клиенты', 'Customers'),
  meaning: title('Клиенты, как они есть сейчас, со всеми атрибутами', 'Customers as they are now, with all attributes'),
  time: null,
  customers: true,
  rows: 'customers FINAL',
  dimensions: customer.map(({ customerColumn, ...dimension }) => ({ ...dimension, sql: `f.\`${customerColumn ?? ''}\`` })),
  measures: [
    counted('customers', title('Клиентов', 'Customers'), title('Сколько клиентов', 'How many customers')),
    counted('consenting', title('С согласием на контакт', 'With consent to contact'), title('Сколько клиентов согласны на контакт', 'How many customers consent to contact'), 'f.consent', { better: 'higher' }),
    ratio('consent_share', title('Доля с согласием', 'Share with consent'), title('Клиенты с согласием / все клиенты', 'Customers with consent / all customers'), 'countIf(f.consent)', 'count()', 'share', { better: 'higher' }),
    counted('refusing', title('Отказались от канала', 'Refused a channel'), title('Сколько клиентов отказались хотя бы от одного канала', 'How many customers refused at least one channel'), 'notEmpty(f.refused_channels)', { better: 'lower' }),
  ],
});
