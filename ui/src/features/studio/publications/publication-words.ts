import type { Publication, PublicationFigures, PublicationSettings } from '@arbiter/contracts';
import { format } from '$lib/format/format.svelte.js';
import { t } from '$lib/i18n/i18n.svelte.js';

export const addressOf = ({ environment, endpoint }: Pick<Publication, 'environment' | 'endpoint'>): string => `${environment}/${endpoint}`;

/** `Collection v3` or `Collection v3 · 80 %, v4 · 20 %`. */
export function armsInWords(arms: PublicationSettings['arms'], nameOf: (itemId: string) => string): string {
  const [first] = arms;
  if (!first) return '';
  if (arms.length === 1) return `${nameOf(first.itemId)} v${first.version}`;
  const isOne = arms.every(({ itemId }) => itemId === first.itemId);
  const parts = arms.map(({ itemId, version, share }) => `${isOne ? '' : `${nameOf(itemId)} `}v${version} · ${format.percent(share / 100, 2)}`);
  return `${isOne ? `${nameOf(first.itemId)} ` : ''}${parts.join(', ')}`;
}

/** Milliseconds with as many digits as say something: evaluations take fractions of one. */
export const timeText = (ms: number | null | undefined): string => (ms === null || ms === undefined ? '—' : `${format.number(ms, ms < 1 ? 2 : ms < 10 ? 1 : 0)} ${t('studioPublications.ms')}`);

/** How a run ended, or how far it is. */
export function runState(state: NonNullable<PublicationFigures['lastRun']>['state']): string {
  return state === 'not-begun' ? t('studioPublications.runNotBegun') : state === 'deleted' ? t('studioPublications.runDeleted') : t(`studioPublications.run-${state}`);
}

/** The name of a decision in a mix. */
export function decisionName(name: string): string {
  if (name === '$failed') return t('studioPublications.mixFailed');
  if (name === '$rest') return t('studioPublications.mixRest');
  return name === '' ? t('studioPublications.mixNone') : name;
}
