import { format } from '$lib/format/format.svelte.js';
import { i18n, t } from '$lib/i18n/i18n.svelte.js';

/** A period of a quota as people name it: `2026-11-22T14+0300`, `2026-11-22`, `2026-W48`, `2026-11`; nothing for `total`. */
export function periodTitle(period: string): string {
  const hour = /^(\d{4}-\d{2}-\d{2})T(\d{2})/.exec(period);
  if (hour) return `${format.dayMonth(hour[1]!)}, ${hour[2]}:00`;
  const week = /^(\d{4})-W0?(\d+)$/.exec(period);
  if (week) return t('realTime.quotaWeek', { week: week[2]! });
  if (/^\d{4}-\d{2}$/.test(period)) return new Date(`${period}-01T00:00:00`).toLocaleDateString(i18n.language === 'ru' ? 'ru-RU' : 'en-GB', { month: 'long', year: 'numeric' });
  return /^\d{4}-\d{2}-\d{2}$/.test(period) ? format.date(period) : '';
}
