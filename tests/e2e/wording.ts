import { messages as english } from '../../ui/src/lib/i18n/messages/en/index.js';
import { messages as russian, type Messages } from '../../ui/src/lib/i18n/messages/ru/index.js';
import { createTranslator, type MessageValues } from '../../ui/src/lib/i18n/translator.js';
import type { Language } from './browser.js';

type Key = { [Area in keyof Messages & string]: `${Area}.${keyof Messages[Area] & string}` }[keyof Messages & string];

/** The page's own texts: what a person of this language looks for on the screen. */
export function wordsOf(language: Language): (key: Key, values?: MessageValues) => string {
  return createTranslator<Key>(language === 'ru' ? russian : english, language);
}
