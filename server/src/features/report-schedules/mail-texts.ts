import type { ReportScheduleDocument } from '@arbiter/contracts';

const locales = { ru: 'ru-RU', en: 'en-GB' } as const;

/** Subject and text of the mail that a report is attached to. */
export function mailTexts({ title, language, at }: ReportScheduleDocument, { madeAt, nextAt, fileName }: { madeAt: Date; nextAt: Date | null; fileName: string }): { subject: string; body: string } {
  const write = (instant: Date) => new Intl.DateTimeFormat(locales[language], { dateStyle: 'long', timeStyle: 'short', timeZone: at.timeZone }).format(instant);
  const day = new Intl.DateTimeFormat(locales[language], { dateStyle: 'long', timeZone: at.timeZone }).format(madeAt);
  const subject = `${title.replace(/[\u0000-\u001f\u007f]+/g, ' ').trim()} — ${day}`;
  const lines = language === 'ru'
    ? [`Отчёт «${title}» приложен: ${fileName}.`, `Составлен ${write(madeAt)} (${at.timeZone}).`, ...(nextAt ? [`Следующий — ${write(nextAt)}.`] : []), '', 'Письмо отправлено программой по расписанию. Чтобы его изменить или остановить: «Отчёты» → «Рассылка».']
    : [`The report “${title}” is attached: ${fileName}.`, `Made on ${write(madeAt)} (${at.timeZone}).`, ...(nextAt ? [`The next one comes on ${write(nextAt)}.`] : []), '', 'This mail was sent by a program on schedule. To change or stop it: Reports → Schedules.'];
  return { subject, body: lines.join('\n') };
}
