import type { Actor } from '@arbiter/contracts';
import { t } from '$lib/i18n/i18n.svelte.js';

/** The account of whoever works alone on this machine. */
const localOwner = 'local-owner';

export const nameOf = ({ id, name }: Actor): string => (id === localOwner ? t('studioTeam.localOwner') : (name ?? t('studioTeam.somebody')));

/** One or two letters of a name. */
export function initialsOf(name: string): string {
  const words = name.split(/[\s._@+-]+/).filter(Boolean);
  const letters = words.length > 1 ? words.slice(0, 2).map((word) => [...word][0]) : [...(words[0] ?? '?')].slice(0, 2);
  return letters.join('').toUpperCase();
}

const looks = ['bg-accent-soft text-accent-ink', 'bg-good-soft text-good', 'bg-warn-soft text-warn', 'bg-bad-soft text-bad', 'bg-sunken text-muted'] as const;

/** The colours of a person, the same everywhere. */
export function lookOf(id: string | null): string {
  let sum = 0;
  for (const letter of id ?? '') sum = (sum * 31 + letter.codePointAt(0)!) % 9973;
  return looks[sum % looks.length]!;
}
