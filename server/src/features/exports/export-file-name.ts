import type { ExportWish } from '@arbiter/contracts';

export interface NamedThings {
  campaignName: string;
  /** Number of the run among the campaign's, of a plan. */
  runNumber?: number;
  /** First day of the chosen week. */
  weekStartsOn?: string;
}

const mostCharacters = 80;

/** What a person finds in the folder of downloads: `plan-Spring letters-run-3-phone-2026-03-09.csv`. */
export function exportFileName(wish: ExportWish, { campaignName, runNumber, weekStartsOn }: NamedThings): string {
  // Signs that some file system refuses, and invisible ones.
  const name = [...campaignName.replace(/[\p{Cc}\p{Cf}\p{Cs}/\\:*?"<>|%]+/gu, ' ').replace(/\s+/g, ' ').trim()].slice(0, mostCharacters).join('').replace(/[. ]+$/, '');
  const parts = [wish.what, wish.what === 'report' ? (wish.part ?? 'metrics') : undefined, name || undefined, runNumber === undefined ? undefined : `run-${runNumber}`, wish.channel, weekStartsOn];
  return `${parts.filter((part) => part !== undefined).join('-')}.${wish.format ?? 'csv'}`;
}

/** Content-Disposition (RFC 6266) for a name in any alphabet. */
export function attachment(fileName: string): string {
  const plain = fileName.replace(/[^\x20-\x7e]+/g, '_').replace(/["\\]/g, '_');
  const encoded = encodeURIComponent(fileName).replace(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`;
}
