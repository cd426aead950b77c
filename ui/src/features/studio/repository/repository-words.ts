import type { Tone } from '$lib/components/Badge.svelte';
import type { RepositoryItem } from '$lib/api/repository.js';
import { t, type MessageKey } from '$lib/i18n/i18n.svelte.js';
import type { GraphKind } from './dependency-layout.js';

export const kindTitle = (kind: GraphKind | 'sub-process'): string => t(`studioRepository.kind-${kind}` as MessageKey);

/** What is worth knowing of an item at a glance. */
export function statusesOf(item: RepositoryItem): { tone: Tone; text: string }[] {
  const running = item.publications.filter(({ state }) => state === 'running');
  return [
    ...(running.length > 0 ? [{ tone: 'good' as const, text: t('studioRepository.statusPublished', { count: running.length }) }] : []),
    ...(item.isAhead ? [{ tone: 'accent' as const, text: t('studioRepository.statusAhead') }] : []),
    ...(running.length === 0 && item.usedBy === 0 ? [{ tone: 'neutral' as const, text: t('studioRepository.statusUnused') }] : []),
  ];
}

/** An action of the audit trail in words; the code itself where there are none. */
export function actionInWords(action: string): string {
  const key = `studioRepository.audit-${action.replace('.', '-')}` as MessageKey;
  const text = t(key);
  return text === key ? action : text;
}
