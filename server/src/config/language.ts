export type Language = 'ru' | 'en';

/** Language of the command line: as asked for, else of the user's locale, else English. */
export function chooseLanguage(asked: string | undefined, environment: Record<string, string | undefined> = process.env): Language {
  if (asked === 'ru' || asked === 'en') return asked;
  const locale = environment.LC_ALL || environment.LC_MESSAGES || environment.LANG || '';
  return /^ru/i.test(locale) ? 'ru' : 'en';
}
