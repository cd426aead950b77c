import type { Dataset, DatasetDimension, ReportFilter } from '@arbiter/contracts/reporting/explore';
import type { ReportCell, ReportColumn } from '@arbiter/contracts/reporting/report-table';
import { valueText } from '@arbiter/reports/charts/table-chart';
import { createQuery } from '@tanstack/svelte-query';
import { reporting } from '$lib/api/reporting.js';
import { chartContext } from '$lib/charts/chart-context.svelte.js';
import { t } from '$lib/i18n/i18n.svelte.js';
import { titleOf } from '$lib/i18n/title.js';

/** What can be asked, kept for the visit: datasets change only with the data model. */
export const useDatasets = () => createQuery(() => ({ queryKey: ['report-datasets'], queryFn: reporting.datasets, staleTime: 300_000 }));
export const useViews = () => createQuery(() => ({ queryKey: ['report-views'], queryFn: reporting.views, staleTime: 300_000 }));

export function dimensionAsColumn({ id, title, type, unit, valueTitles }: DatasetDimension): ReportColumn {
  return { id, title, role: 'dimension', type, ...(unit ? { unit } : {}), ...(valueTitles ? { valueTitles } : {}) };
}

/** Names of dimensions and their values, from all datasets together: an id means the same everywhere. */
export class Dimensions {
  #datasets: () => readonly Dataset[];
  #seen = $state.raw<ReadonlyMap<string, ReportColumn>>(new Map());
  readonly byId = $derived.by(() => new Map([...this.#datasets()].reverse().flatMap(({ dimensions }) => dimensions.map((dimension) => [dimension.id, dimension] as const))));

  constructor(datasets: () => readonly Dataset[]) {
    this.#datasets = datasets;
  }

  /** Columns of answers name dimensions that no dataset has (those of views). */
  learn(columns: readonly ReportColumn[]): void {
    const fresh = columns.filter((column) => column.role === 'dimension' && column.filterBy !== null && !this.byId.has(column.filterBy ?? column.id) && this.#seen.get(column.filterBy ?? column.id) === undefined);
    if (fresh.length) this.#seen = new Map([...this.#seen, ...fresh.map((column) => [column.filterBy ?? column.id, column] as const)]);
  }

  column(id: string): ReportColumn {
    const dimension = this.byId.get(id);
    return dimension ? dimensionAsColumn(dimension) : (this.#seen.get(id) ?? { id, title: { ru: id, en: id }, role: 'dimension', type: 'text' });
  }

  title(id: string): string {
    return titleOf(this.column(id).title);
  }

  value(id: string, value: ReportCell): string {
    const column = this.column(id);
    const cell = column.type === 'number' && typeof value === 'string' && value !== '' ? Number(value) : value;
    return valueText(cell, column, chartContext());
  }

  /** "Channel: SMS, call", "Amount ≥ 100". */
  sentence({ dimension, op, values }: ReportFilter): string {
    const shown = values.slice(0, 3).map((value) => this.value(dimension, value)).join(', ');
    const more = values.length > 3 ? ` ${t('boards.andMore', { count: values.length - 3 })}` : '';
    return t(`boards.filter-${op}`, { dimension: this.title(dimension), values: shown + more });
  }

  /** Whether the numbers of a dataset are made of customers. */
  hasCustomers(dataset: string): boolean {
    return this.#datasets().find(({ id }) => id === dataset)?.customers === true;
  }

  /** The dataset that values of a dimension can be picked from: the one with the fewest other things to read. */
  datasetOf(id: string): Dataset | null {
    return this.#datasets().find((dataset) => dataset.dimensions.some((dimension) => dimension.id === id)) ?? null;
  }
}

/** A cell as a filter writes it. */
export function filterValue(cell: ReportCell): string {
  return cell === null ? '' : String(cell);
}
