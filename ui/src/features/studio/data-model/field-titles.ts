import type { ValueSpec } from '@arbiter/contracts';
import { i18n, t, type MessageKey } from '$lib/i18n/i18n.svelte.js';

export const typeTitle = (type: ValueSpec['type']): string => t(`studioFields.type-${type.replaceAll(' ', '-')}` as MessageKey);

/** The type of a value in a few words: «список: объект». */
export function specTitle(spec: ValueSpec): string {
  return spec.type === 'list' && spec.items ? `${typeTitle('list')}: ${specTitle(spec.items)}` : typeTitle(spec.type);
}

/** What else a value must be, in short: bounds and allowed values. */
export function limitsTitle(spec: ValueSpec): string {
  const { min, max, values } = spec;
  if (values) return values.slice(0, 6).map(String).join(', ') + (values.length > 6 ? ', …' : '');
  if (min !== undefined && max !== undefined) return `${min} … ${max}`;
  return min === undefined ? (max === undefined ? '' : `≤ ${max}`) : `≥ ${min}`;
}

/** A message of the check in the reader's language. */
export const messageText = ({ code, message }: { code: string; message: string }): string => (i18n.language === 'ru' ? (i18n.coded('studioFields', `fault-${code}`) ?? message) : message);
