import { IntlMessageFormat } from 'intl-messageformat';

export type Language = 'ru' | 'en';
export type MessageValues = Record<string, string | number>;

/** Texts of one language: area, then key, then an ICU message. */
export type MessageTree = Record<string, Record<string, string>>;

/**
 * Makes the function that turns a key (`area.key`) and values into text. Messages are parsed once, at first use.
 * A key that is in no list is answered with itself: keys made at run time (job steps, reason codes) may be newer than the page.
 */
export function createTranslator<Key extends string>(messages: MessageTree, language: Language): (key: Key, values?: MessageValues) => string {
  const parsed = new Map<string, IntlMessageFormat>();
  return (key, values) => {
    const dot = key.indexOf('.');
    const message = messages[key.slice(0, dot)]?.[key.slice(dot + 1)];
    if (message === undefined) return key;
    if (!message.includes('{') && !message.includes("'")) return message;
    let format = parsed.get(key);
    if (!format) {
      format = new IntlMessageFormat(message, language, undefined, { ignoreTag: true });
      parsed.set(key, format);
    }
    return String(format.format(values));
  };
}
