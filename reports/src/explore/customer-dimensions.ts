import type { Attribute, AttributeType } from '@arbiter/contracts/data-model';
import type { ExploreDimension } from './explore-dataset.js';
import type { DimensionSql } from './filter-sql.js';

const types: Record<AttributeType, Pick<DimensionSql, 'type' | 'list'> & { unit?: 'money-minor' }> = {
  text: { type: 'text' },
  number: { type: 'number' },
  money: { type: 'number', unit: 'money-minor' },
  boolean: { type: 'boolean' },
  date: { type: 'date' },
  instant: { type: 'instant' },
  list: { type: 'text', list: true },
};

/** Attributes that are the same dimension in every dataset and view, without a prefix. */
const shared = new Set(['segment', 'region', 'kind']);
/** Identity is no dimension: one comes to single customers by drilling. */
const hidden = new Set(['customer_id', 'name']);

/** What is known of the customer as dimensions: `segment`, `region`, `kind`, and `customer.<name>` for every other attribute. Names of attributes are safe in SQL. */
export function customerDimensions(attributes: readonly Attribute[], alias = 'c'): ExploreDimension[] {
  return attributes
    .filter(({ name }) => !hidden.has(name) && /^[a-z][a-z0-9_]{0,62}$/.test(name))
    .map(({ name, type, title, valueTitles }) => ({
      id: shared.has(name) ? name : `customer.${name}`,
      title,
      sql: `${alias}.\`${name}\``,
      ...types[type],
      ...(valueTitles ? { valueTitles } : {}),
      ...(alias === 'c' ? { customerColumn: name } : {}),
    }));
}
