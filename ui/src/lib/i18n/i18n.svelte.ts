import { readStored, writeStored } from '$lib/stored.js';
import type { Messages } from './messages/ru/index.js';
import { createTranslator, type Language, type MessageValues } from './translator.js';

export const languages = ['ru', 'en'] as const;
export type { Language, MessageValues };

/** Every key of every area: `campaigns.title`. A key that either language lacks does not compile. */
export type MessageKey = { [Area in keyof Messages & string]: `${Area}.${keyof Messages[Area] & string}` }[keyof Messages & string];
export type Translate = (key: MessageKey, values?: MessageValues) => string;

const load: Record<Language, () => Promise<{ messages: Record<keyof Messages, Record<string, string>> }>> = {
  ru: () => import('./messages/ru/index.js'),
  en: () => import('./messages/en/index.js'),
};

class I18n {
  language = $state<Language>('en');
  #translate = $state.raw<Translate>((key) => key);

  /** Loads one language and switches to it. The page is drawn only after the first call. */
  async use(language: Language): Promise<void> {
    const { messages } = await load[language]();
    this.#translate = createTranslator<MessageKey>(messages, language);
    this.language = language;
    document.documentElement.lang = language;
    writeStored('language', language);
  }

  text(key: MessageKey, values?: MessageValues): string {
    return this.#translate(key, values);
  }

  /** Text of a code that came from the server (`steps`, `reasons` …), or null where the page knows no text for it. */
  coded(area: keyof Messages & string, code: string): string | null {
    const key = `${area}.${code}`;
    const text = this.#translate(key as MessageKey);
    return text === key ? null : text;
  }
}

export const i18n = new I18n();
export const t: Translate = (key, values) => i18n.text(key, values);

/** The language that was chosen before, else the browser's. */
export function preferredLanguage(): Language {
  return readStored('language', languages, navigator.language.toLowerCase().startsWith('ru') ? 'ru' : 'en');
}
