import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { UsageError, type Command } from './command.js';

const kinds = ['contact-list', 'plan', 'report'] as const;
type Kind = (typeof kinds)[number];

export const command: Command = {
  summary: { ru: 'выгрузить контактный список, план или отчёт кампании в CSV', en: 'write a campaign’s contact list, plan or report as CSV' },
  usage: 'CAMPAIGN',
  takes: { least: 1, most: 1 },
  options: {
    what: { type: 'string', placeholder: 'KIND', description: { ru: 'contact-list, plan или report; по умолчанию contact-list', en: 'contact-list, plan or report; by default contact-list' } },
    channel: { type: 'string', placeholder: 'CHANNEL', description: { ru: 'только этот канал', en: 'this channel only' } },
    week: { type: 'string', placeholder: 'N', description: { ru: 'только эта неделя, с 0', en: 'this week only, from 0' } },
    run: { type: 'string', placeholder: 'RUN', description: { ru: 'план этого расчёта вместо утверждённого', en: 'plan of this run in place of the approved one' } },
    part: { type: 'string', placeholder: 'PART', description: { ru: 'часть отчёта: metrics, cumulative, channels, limits или health', en: 'part of the report: metrics, cumulative, channels, limits or health' } },
    out: { type: 'string', placeholder: 'FILE', description: { ru: 'куда записать; по умолчанию стандартный вывод', en: 'where to write; by default standard output' } },
    excel: { type: 'boolean', description: { ru: 'с меткой порядка байтов, для Excel', en: 'with the byte order mark, for Excel' } },
  },
  more: { ru: 'Сервер на той же папке данных должен быть остановлен.', en: 'A server on the same data folder must be stopped.' },
  async run({ options, arguments: [campaignId], loadConfig, report }) {
    const text = (name: string): string | undefined => (typeof options[name] === 'string' ? options[name] : undefined);
    const what = (text('what') ?? 'contact-list') as Kind;
    if (!kinds.includes(what)) throw new UsageError(`--what is ${JSON.stringify(what)}; give one of ${kinds.join(', ')}`);
    const week = text('week') === undefined ? undefined : Number(text('week'));
    if (week !== undefined && (!Number.isInteger(week) || week < 0)) throw new UsageError(`--week is ${JSON.stringify(text('week'))}; give a whole number from 0`);
    const { openContainer } = await import('../container.js');
    const { openExport } = await import('./export/open-export.js');
    const container = await openContainer(loadConfig());
    try {
      const csv = await openExport(container, { campaignId: campaignId!, what, channel: text('channel'), week, runId: text('run'), part: text('part'), excel: options['excel'] === true });
      const out = text('out');
      if (out === undefined) await pipeline(csv, process.stdout, { end: false });
      else {
        await pipeline(csv, createWriteStream(out));
        report(out);
      }
      return 0;
    } finally {
      await container.close();
    }
  },
};
