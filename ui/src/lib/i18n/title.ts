import type { Title } from '@arbiter/contracts';
import { i18n } from './i18n.svelte.js';

/** A title in the reader's language; the other language's where one was left empty. */
export function titleOf(title: Title): string {
  return (i18n.language === 'ru' ? title.ru || title.en : title.en || title.ru) || '';
}
