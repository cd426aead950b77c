import { type ChartType, chartTypes } from '@arbiter/contracts/reporting/chart-types';
import { t } from '$lib/i18n/i18n.svelte.js';

/** Chart types to choose from, by name; the graph of a strategy is drawn by its own view only. */
export function chartTypeChoices(types: readonly ChartType[] = chartTypes.filter((type) => type !== 'strategy-graph')): { value: ChartType; label: string }[] {
  return types.map((type) => ({ value: type, label: t(`boards.chart-${type}`) }));
}
