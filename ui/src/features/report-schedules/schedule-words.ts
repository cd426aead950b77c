import type { ReportScheduleDocument, ReportSubject } from '@arbiter/contracts/reporting/report-schedule';
import { format } from '$lib/format/format.svelte.js';
import { i18n, t, type MessageKey } from '$lib/i18n/i18n.svelte.js';

/** "Once a week, Monday, 08:00 (Europe/Moscow)". */
export function timesText({ every, weekday, day, time, timeZone }: ReportScheduleDocument['at']): string {
  const parts = [
    t(`reportFiles.every-${every}` as MessageKey),
    ...(every === 'week' ? [t(`reportFiles.weekday-${weekday ?? 1}` as MessageKey)] : []),
    ...(every === 'month' ? [format.number(day ?? 1)] : []),
    time,
  ];
  return `${parts.join(', ')} (${timeZone})`;
}

/** An instant as the clocks of the schedule's zone show it. */
export function instantText(instant: string, timeZone: string): string {
  return new Intl.DateTimeFormat(i18n.language === 'ru' ? 'ru-RU' : 'en-GB', { weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', timeZone }).format(new Date(instant));
}

export const subjectText = (subject: ReportSubject): string => t(`reportFiles.kind-${subject.kind}`);

export const destinationText = ({ to }: ReportScheduleDocument): string => (to.kind === 'e-mail' ? to.addresses.join(', ') : [`S3: ${to.way}`, to.prefix].filter(Boolean).join('/'));

/** Where the schedule's report is looked at, or null where it has no page. */
export function subjectAddress(subject: ReportSubject): string | null {
  switch (subject.kind) {
    case 'campaign': {
      const search = new URLSearchParams();
      if (subject.by !== undefined) search.set('by', subject.by);
      for (const filter of subject.filter ?? []) search.append('filter', filter);
      const query = search.toString();
      return `/campaigns/${encodeURIComponent(subject.campaignId)}/report${query ? `?${query}` : ''}`;
    }
    case 'board': return `/boards/${encodeURIComponent(subject.boardId)}`;
    case 'table': return null;
  }
}

/** Addresses as they were typed, each once. */
export function addressesOf(text: string): string[] {
  return [...new Set(text.split(/[\s,;]+/).filter((address) => address !== ''))];
}

export const isAddress = (text: string): boolean => /^[^\s@<>"(),:;[\]\\]+@[^\s@<>"(),:;[\]\\]+\.[^\s@.]+$/.test(text);
