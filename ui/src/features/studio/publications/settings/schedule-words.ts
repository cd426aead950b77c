import type cronstrue from 'cronstrue';

type Reader = typeof cronstrue;

/** Brings the library and its Russian when a schedule is first read. */
export async function loadCronReader(): Promise<Reader> {
  const [{ default: reader }] = await Promise.all([import('cronstrue'), import('cronstrue/locales/ru')]);
  return reader;
}

/** A cron expression in words: `At 06:00, Monday through Friday`; null where it is none. */
export function cronInWords(reader: Reader, cron: string, language: 'ru' | 'en'): string | null {
  try {
    return reader.toString(cron, { locale: language, use24HourTimeFormat: true, throwExceptionOnParseError: true, verbose: false });
  } catch {
    return null;
  }
}
