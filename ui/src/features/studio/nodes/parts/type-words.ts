import type { ValueSpec } from '@arbiter/contracts';
import { i18n } from '$lib/i18n/i18n.svelte.js';

/** A type as people read it: `число`, `список: объект`. */
export function typeWords(spec: Pick<ValueSpec, 'type' | 'items'>): string {
  const word = i18n.coded('studioNodes', `type-${spec.type.replaceAll(' ', '-')}`) ?? spec.type;
  return spec.type === 'list' && spec.items ? `${word}: ${typeWords(spec.items)}` : word;
}
