import type { ChartAnnotation, TableChartContext } from '@arbiter/reports/charts/table-chart';
import { format } from '$lib/format/format.svelte.js';
import { i18n } from '$lib/i18n/i18n.svelte.js';
import { appearance } from '$lib/theme/theme.svelte.js';

export const locales = { ru: 'ru-RU', en: 'en-GB' } as const;

/** The reader's zone: instants are told in it. */
export const timeZone = Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';

/** Language, currency and theme as the reader has them, for charts and tables. Reactive where it is read. */
export function chartContext(more: { narrow?: boolean; width?: number; annotations?: readonly ChartAnnotation[]; maxCategories?: number } = {}): TableChartContext {
  return { language: i18n.language, locale: locales[i18n.language], currency: format.currency, theme: appearance.dark ? 'dark' : 'light', timeZone, ...more };
}
