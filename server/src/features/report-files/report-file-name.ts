import type { ReportFormat } from '@arbiter/contracts';

const mostCharacters = 90;

export const contentTypes: Record<ReportFormat, string> = {
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  pdf: 'application/pdf',
  svg: 'image/svg+xml; charset=utf-8',
  png: 'image/png',
  json: 'application/json; charset=utf-8',
};

/** What a person finds in the folder of downloads: `Весенние письма 2026-06-02.pdf`. */
export function reportFileName(title: string, format: ReportFormat, madeAt: Date): string {
  // Signs that some file system refuses, and invisible ones.
  const name = [...title.replace(/[\p{Cc}\p{Cf}\p{Cs}/\\:*?"<>|%]+/gu, ' ').replace(/\s+/g, ' ').trim()].slice(0, mostCharacters).join('').replace(/^[. ]+|[. ]+$/g, '');
  return `${name || 'report'} ${madeAt.toISOString().slice(0, 10)}.${format}`;
}
