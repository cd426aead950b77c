import type { Tone } from '$lib/components/Badge.svelte';
import type { RepositoryItem, UsedInPublication } from '$lib/api/repository.js';
import { t, type MessageKey } from '$lib/i18n/i18n.svelte.js';
import type { GraphKind } from './dependency-layout.js';

export const kindTitle = (kind: GraphKind | 'sub-process'): string => t(`studioRepository.kind-${kind}` as MessageKey);

/** What is worth knowing of an item at a glance. */
export function statusesOf(item: RepositoryItem): { tone: Tone; text: string }[] {
  const running = new Set(item.publications.filter(({ state }) => state === 'running').map(({ id }) => id));
  return [
    ...(running.size > 0 ? [{ tone: 'good' as const, text: t('studioRepository.statusPublished', { count: running.size }) }] : []),
    ...(item.isAhead ? [{ tone: 'accent' as const, text: t('studioRepository.statusAhead') }] : []),
    ...(running.size === 0 && item.usedBy === 0 ? [{ tone: 'neutral' as const, text: t('studioRepository.statusUnused') }] : []),
  ];
}

/** Publications of an item, each once with all versions that it answers by. */
export function publishedOf(publications: readonly UsedInPublication[]): (UsedInPublication & { versions: number[] })[] {
  const found = new Map<string, UsedInPublication & { versions: number[] }>();
  for (const one of publications) found.set(one.id, { ...one, versions: [...(found.get(one.id)?.versions ?? []), one.version].sort((a, b) => a - b) });
  return [...found.values()];
}

/** An action of the audit trail in words; the code itself where there are none. */
export function actionInWords(action: string): string {
  const key = `studioRepository.audit-${action.replace('.', '-')}` as MessageKey;
  const text = t(key);
  return text === key ? action : text;
}
