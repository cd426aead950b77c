import { UsageError, type Command, type CommandContext } from './command.js';

function wholeOption({ options }: CommandContext, name: string, fallback: number): number {
  const given = options[name];
  if (given === undefined) return fallback;
  const value = Number(given);
  if (!Number.isInteger(value) || value < 0) throw new UsageError(`--${name} is ${JSON.stringify(given)}, but must be a whole number`);
  return value;
}

export const command: Command = {
  summary: { ru: 'наполнить пустую базу демонстрационной компанией', en: 'fill an empty store with the demo company' },
  options: {
    customers: { type: 'string', placeholder: 'N', description: { ru: 'клиентов; по умолчанию 20000', en: 'customers; by default 20000' } },
    seed: { type: 'string', placeholder: 'N', description: { ru: 'зерно случайных чисел; по умолчанию 7', en: 'seed of the random numbers; by default 7' } },
    until: { type: 'string', placeholder: 'YYYY-MM-DD', description: { ru: 'последний день истории; по умолчанию сегодня', en: 'last day of the story; by default today' } },
    replace: { type: 'boolean', description: { ru: 'сначала удалить все данные и кампании', en: 'delete all facts and campaigns first' } },
  },
  more: { ru: 'Сервер на той же папке данных должен быть остановлен.', en: 'A server on the same data folder must be stopped.' },
  async run(context) {
    const customers = wholeOption(context, 'customers', 20_000);
    const seed = wholeOption(context, 'seed', 7);
    const { until, replace } = context.options;
    if (until !== undefined && (typeof until !== 'string' || Number.isNaN(Date.parse(until)) || !/^\d{4}-\d{2}-\d{2}$/.test(until))) {
      throw new UsageError(`--until is ${JSON.stringify(until)}, but must be a date such as 2026-01-31`);
    }
    const { openContainer } = await import('../container.js');
    const { clearCompany, isEmpty, startDemo } = await import('../features/demo/api.js');
    const { jobHandlers } = await import('../job-handlers.js');
    const container = await openContainer(context.loadConfig());
    try {
      if (replace === true) await clearCompany(container);
      else if (!(await isEmpty(container))) throw new UsageError('There are customers or campaigns already. Give --replace to delete all of them first, or choose another ARBITER_DATA_DIR');
      await container.jobs.startWorking(container, jobHandlers);
      const job = await startDemo(container, { customers, seed, language: context.language, ...(until === undefined ? {} : { until }) });
      const ended = await container.jobs.waitFor(job.id, { signal: context.onInterrupt(), onChange: ({ progress }) => context.report(`${Math.round(progress.done * 100)} %  ${progress.step}`) });
      if (ended.state === 'succeeded') context.print(context.say({ ru: `Готово: ${customers} клиентов, зерно ${seed}`, en: `Done: ${customers} customers, seed ${seed}` }));
      else context.report(ended.error?.detail ?? ended.state);
      return ended.state === 'succeeded' ? 0 : 1;
    } finally {
      await container.close();
    }
  },
};
