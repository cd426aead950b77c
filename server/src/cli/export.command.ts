import { exportFormats, exportKinds, reportParts, type ExportWish } from '@arbiter/contracts';
import { UsageError, type Command, type CommandContext } from './command.js';
import { localExports, serverExports } from './export/export-gateway.js';
import { writeOut } from './export/write-out.js';
import { openGateway } from './open-gateway.js';

function oneOf<T extends string>(options: CommandContext['options'], name: string, allowed: readonly T[]): T | undefined {
  const given = options[name];
  if (given === undefined) return undefined;
  const found = allowed.find((value) => value === given);
  if (!found) throw new UsageError(`--${name} is ${JSON.stringify(given)}; give one of ${allowed.join(', ')}`);
  return found;
}

function wishFrom(options: CommandContext['options']): ExportWish {
  const text = (name: string): string | undefined => (typeof options[name] === 'string' ? options[name] : undefined);
  const week = text('week') === undefined ? undefined : Number(text('week'));
  if (week !== undefined && (!Number.isInteger(week) || week < 0 || week > 25)) throw new UsageError(`--week is ${JSON.stringify(text('week'))}; give a whole number from 0 to 25`);
  const format = oneOf(options, 'format', exportFormats);
  const part = oneOf(options, 'part', reportParts);
  const [runId, channel] = [text('run'), text('channel')];
  return {
    what: oneOf(options, 'what', exportKinds) ?? 'contact-lists',
    ...(runId === undefined ? {} : { runId }),
    ...(channel === undefined ? {} : { channel }),
    ...(week === undefined ? {} : { week }),
    ...(part === undefined ? {} : { part }),
    ...(format === undefined ? {} : { format }),
    ...(options['excel'] === true ? { excel: true } : {}),
  };
}

export const command: Command = {
  summary: { ru: 'выгрузить план, контактные списки или отчёт кампании', en: 'write a campaign’s plan, contact lists or report to a file' },
  usage: 'CAMPAIGN',
  takes: { least: 1, most: 1 },
  options: {
    what: { type: 'string', placeholder: 'KIND', description: { ru: `${exportKinds.join(', ')}; по умолчанию contact-lists`, en: `${exportKinds.join(', ')}; by default contact-lists` } },
    format: { type: 'string', placeholder: 'FORMAT', description: { ru: 'csv или parquet; по умолчанию csv, отчёт — только csv', en: 'csv or parquet; by default csv, a report is csv only' } },
    channel: { type: 'string', placeholder: 'CHANNEL', description: { ru: 'только этот канал', en: 'this channel only' } },
    week: { type: 'string', placeholder: 'N', description: { ru: 'только эта неделя, с 0', en: 'this week only, from 0' } },
    run: { type: 'string', placeholder: 'RUN', description: { ru: 'план этого расчёта; по умолчанию утверждённого, а если его нет — последнего успешного', en: 'plan of this run; by default of the approved one, else of the latest that succeeded' } },
    part: { type: 'string', placeholder: 'PART', description: { ru: `часть отчёта: ${reportParts.join(', ')}`, en: `part of the report: ${reportParts.join(', ')}` } },
    out: { type: 'string', placeholder: 'FILE', description: { ru: 'куда записать; по умолчанию стандартный вывод', en: 'where to write; by default standard output' } },
    excel: { type: 'boolean', description: { ru: 'CSV с меткой порядка байтов, для Excel', en: 'CSV with the byte order mark, for Excel' } },
  },
  more: {
    ru: 'Если задан ARBITER_URL или папку данных держит сервер, выгрузка идёт через него; где нужен вход — с ключом ARBITER_API_KEY.',
    en: 'With ARBITER_URL, or when a server holds the data folder, the export goes through it; where people sign in, with the key ARBITER_API_KEY.',
  },
  async run(context) {
    const { options, report, say } = context;
    const wish = wishFrom(options);
    const out = typeof options['out'] === 'string' ? options['out'] : undefined;
    const gateway = await openGateway(context, { local: localExports, server: serverExports, permission: 'read campaigns, launch or reports, as the export needs' });
    try {
      const interrupted = context.onInterrupt();
      const id = await gateway.create(context.arguments[0]!, wish);
      try {
        let shown = '';
        const ended = await gateway.waitFor(
          id,
          ({ progress }) => {
            const line = `${Math.round(progress.done * 100)} %  ${progress.step}`;
            if (line !== shown) report((shown = line));
          },
          interrupted,
        );
        if (ended.state !== 'succeeded') {
          report(ended.error?.detail ?? ended.state);
          return 1;
        }
        await writeOut(out, (to) => gateway.save(ended, to, interrupted));
        report(say({ ru: `Строк: ${ended.rows ?? 0}`, en: `Rows: ${ended.rows ?? 0}` }));
        if (out !== undefined) report(out);
        return 0;
      } finally {
        // The file is where it was asked for, or is not wanted any more.
        await gateway.forget(id).catch(() => undefined);
      }
    } finally {
      await gateway.close();
    }
  },
};
