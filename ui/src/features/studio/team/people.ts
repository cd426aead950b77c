import type { Actor } from '@arbiter/contracts';
import { actorName } from '$lib/api/actor-names.js';

export const nameOf = (actor: Actor): string => actorName(actor);

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
