import { statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { datasetIds, type ColumnMapping, type ImportPreview } from '@arbiter/contracts';
import { UsageError, type Command, type CommandContext } from './command.js';
import { localGateway, serverGateway } from './import-gateway.js';
import { applyOptions, constantsFrom, datasetFrom, formatFrom } from './import-options.js';
import { openGateway } from './open-gateway.js';

function describeTarget(to: ColumnMapping['to']): string {
  if ('field' in to) return to.field;
  if ('newAttribute' in to) return `+ ${to.newAttribute.name} (${to.newAttribute.type})`;
  if ('outcome' in to) return `outcome ${to.outcome}`;
  return 'dimension' in to ? `dimension ${to.dimension}` : '-';
}

function showPreview({ report, say }: CommandContext, { settings, columns, rejects, faults }: ImportPreview): void {
  const { kind, encoding, separator, header, decimalComma, dateOrder } = settings.format;
  const format = kind === 'parquet' ? 'Parquet' : `CSV, ${encoding}, ${JSON.stringify(separator)}, ${header ? say({ ru: 'с заголовком', en: 'with a header' }) : say({ ru: 'без заголовка', en: 'without a header' })}, ${decimalComma ? '1,5' : '1.5'}, ${dateOrder}`;
  report(`${settings.dataset}: ${format}`);
  for (const { column, to } of settings.mapping) report(`  ${columns[column]?.name ?? column} -> ${describeTarget(to)}`);
  if (settings.experiment) report(`  ${say({ ru: 'кампания', en: 'campaign' })} ${JSON.stringify(settings.experiment.name)}, ${say({ ru: 'контрольная группа', en: 'control group' })} ${JSON.stringify(settings.experiment.controlArm)}`);
  for (const { line, column, value, reason } of rejects.slice(0, 10)) report(`  ! ${line}: ${column} ${JSON.stringify(value)}: ${reason}`);
  for (const fault of faults) report(`  ! ${fault.message}`);
}

export const command: Command = {
  summary: { ru: 'импортировать файл CSV или Parquet', en: 'import a CSV or Parquet file' },
  usage: 'FILE',
  takes: { least: 1, most: 1 },
  options: {
    dataset: { type: 'string', placeholder: 'NAME', description: { ru: `куда: ${datasetIds.join(', ')}; по умолчанию определяется`, en: `where to: ${datasetIds.join(', ')}; detected by default` } },
    map: { type: 'string', placeholder: 'COLUMN=FIELD,…', description: { ru: 'столбец=поле; новый признак: столбец=имя:тип; outcome:имя, dimension:имя; «-» — пропустить', en: 'column=field; a new attribute: column=name:type; outcome:name, dimension:name; "-" skips' } },
    set: { type: 'string', placeholder: 'FIELD=VALUE,…', description: { ru: 'значения полей, для которых нет столбца', en: 'values of fields that have no column' } },
    separator: { type: 'string', placeholder: ', ; tab |', description: { ru: 'разделитель', en: 'separator' } },
    encoding: { type: 'string', placeholder: 'NAME', description: { ru: 'utf-8, windows-1251, utf-16le, utf-16be', en: 'utf-8, windows-1251, utf-16le, utf-16be' } },
    'decimal-comma': { type: 'boolean', description: { ru: 'дробная часть после запятой', en: 'decimal comma' } },
    'decimal-point': { type: 'boolean', description: { ru: 'дробная часть после точки', en: 'decimal point' } },
    dates: { type: 'string', placeholder: 'ymd|dmy|mdy', description: { ru: 'порядок частей даты', en: 'order of the parts of dates' } },
    'no-header': { type: 'boolean', description: { ru: 'первая строка — уже данные', en: 'the first line is data already' } },
    name: { type: 'string', placeholder: 'TEXT', description: { ru: 'название завершённой кампании', en: 'name of the finished campaign' } },
    control: { type: 'string', placeholder: 'ARM', description: { ru: 'какая группа — контрольная', en: 'which group is the control group' } },
    ended: { type: 'string', placeholder: 'YYYY-MM-DD', description: { ru: 'последний день завершённой кампании', en: 'last day of the finished campaign' } },
    'dry-run': { type: 'boolean', description: { ru: 'только показать, что будет сделано', en: 'only show what would be done' } },
  },
  more: {
    ru: 'Что не задано, определяется по файлу. Если задан ARBITER_URL или папку данных держит сервер, импорт идёт через него; где нужен вход — с ключом ARBITER_API_KEY.',
    en: 'What is not given is detected. With ARBITER_URL, or when a server holds the data folder, the import goes through it; where people sign in, with the key ARBITER_API_KEY.',
  },
  async run(context) {
    const { options, print, report, say } = context;
    const path = context.arguments[0]!;
    const found = statSync(path, { throwIfNoEntry: false });
    if (!found?.isFile()) throw new UsageError(`${JSON.stringify(path)} is ${found ? 'not a file' : 'not there'}: give the path of a CSV or Parquet file`);
    const [dataset, format, constants] = [datasetFrom(options), formatFrom(options), constantsFrom(options)];
    const gateway = await openGateway(context, { local: localGateway, server: serverGateway, permission: 'write data' });
    try {
      const { id } = await gateway.receive(path);
      const given = { ...(dataset ? { dataset } : {}), ...(constants ? { constants } : {}) };
      const detected = await gateway.preview(id, given);
      const reread = Object.keys(format).length > 0 ? await gateway.preview(id, { ...given, format: { ...detected.settings.format, ...format } }) : detected;
      const settings = applyOptions(reread.settings, reread.columns.map((column) => column.name), options);
      const preview = await gateway.preview(id, settings);
      showPreview(context, preview);
      if (options['dry-run'] || preview.faults.length > 0) {
        await gateway.forget(id);
        return preview.faults.length > 0 ? 1 : 0;
      }
      const started = await gateway.start(id, settings);
      if (!started.job) {
        print(say({ ru: 'Без изменений: этот файл с этими настройками уже импортирован', en: 'Unchanged: this file was imported with these settings before' }));
        return 0;
      }
      let shown = '';
      const ended = await gateway.waitFor(
        started.job,
        ({ progress }) => {
          const line = `${Math.round(progress.done * 100)} %  ${progress.step}`;
          if (line !== shown) report((shown = line));
        },
        context.onInterrupt(),
      );
      const { rows, error } = await gateway.find(id);
      if (ended.state !== 'succeeded') {
        report(ended.error?.detail ?? error?.detail ?? ended.state);
        return 1;
      }
      print(say({ ru: `Прочитано ${rows.read}, загружено ${rows.loaded}, отклонено ${rows.rejected}, повторов ${rows.duplicates}`, en: `Read ${rows.read}, loaded ${rows.loaded}, rejected ${rows.rejected}, duplicates ${rows.duplicates}` }));
      if (rows.unknownCustomers) print(say({ ru: `Клиентов, о которых ещё ничего не известно: ${rows.unknownCustomers}`, en: `Customers that nothing is known of yet: ${rows.unknownCustomers}` }));
      if (rows.rejected > 0) {
        const to = join(dirname(path), `${basename(path).replace(/\.[^.]*$/, '')}-rejects.csv`);
        await gateway.saveRejects(id, to);
        print(say({ ru: `Отклонённые строки: ${to}`, en: `Rejects: ${to}` }));
      }
      return 0;
    } finally {
      await gateway.close();
    }
  },
};
