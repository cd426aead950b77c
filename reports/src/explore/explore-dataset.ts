import type { Title } from '@arbiter/contracts/identifiers';
import type { Dataset } from '@arbiter/contracts/reporting/explore';
import type { ColumnUnit } from '@arbiter/contracts/reporting/report-table';
import type { DimensionSql } from './filter-sql.js';

/** Where the titles of a dimension's values are kept, when they are no fixed list: asked for when a table is made. */
export type CodeList = 'channels' | 'actions' | 'campaigns' | 'strategies';
export type CodeTitles = Readonly<Partial<Record<CodeList, Readonly<Record<string, Title>>>>>;

/** A property of a dataset's rows: what its numbers can be cut and filtered by. In `sql` the rows are called `f`, joined customers `c`. */
export interface ExploreDimension extends DimensionSql {
  id: string;
  title: Title;
  unit?: ColumnUnit;
  valueTitles?: Readonly<Record<string, Title>> | CodeList;
  /** Column of the customer that the expression reads, so that customers are joined only where they are needed. */
  customerColumn?: string;
  /** Joins of the dataset that the expression needs. */
  joins?: readonly string[];
}

/** A number of a dataset's rows: an aggregate in the store's SQL over `f` and `c`; null is "cannot be known". */
export interface ExploreMeasure {
  id: string;
  title: Title;
  unit: ColumnUnit;
  meaning: Title;
  better?: 'higher' | 'lower';
  sql: string;
  /** Values of groups add up to that of the whole, and it is 0 where there are no rows. */
  additive?: true;
  joins?: readonly string[];
}

/** A table of facts that questions can be put to. */
export interface ExploreDataset {
  id: string;
  title: Title;
  meaning: Title;
  time: string | null;
  /** Its rows have `customer_id`. */
  customers: boolean;
  /** What stands after FROM, without the alias: `contacts FINAL` or a sub-select in parentheses. */
  rows: string;
  /** Further joins by name, whole clauses. */
  joins?: Readonly<Record<string, string>>;
  dimensions: readonly ExploreDimension[];
  measures: readonly ExploreMeasure[];
}

export const title = (ru: string, en: string): Title => ({ ru, en });

/** A dataset as a reader sees it, with the titles of codes filled in. */
export function describeDataset(dataset: ExploreDataset, titles: CodeTitles): Dataset {
  return {
    id: dataset.id,
    title: dataset.title,
    meaning: dataset.meaning,
    time: dataset.time,
    customers: dataset.customers,
    dimensions: dataset.dimensions.map((dimension) => {
      const valueTitles = valueTitlesOf(dimension, titles);
      return { id: dimension.id, title: dimension.title, type: dimension.list ? 'text' : dimension.type, ...(dimension.unit ? { unit: dimension.unit } : {}), ...(valueTitles ? { valueTitles: { ...valueTitles } } : {}) };
    }),
    measures: dataset.measures.map(({ id, title: heading, unit, better, meaning }) => ({ id, title: heading, unit, meaning, ...(better ? { better } : {}) })),
  };
}

export function valueTitlesOf({ valueTitles }: Pick<ExploreDimension, 'valueTitles'>, titles: CodeTitles): Readonly<Record<string, Title>> | undefined {
  return typeof valueTitles === 'string' ? titles[valueTitles] : valueTitles;
}
