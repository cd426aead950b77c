import type { Command, CommandContext } from './command.js';
import type { Config } from '../config/config.js';
import { UsageError } from './command.js';
import { openInBrowser } from './open-in-browser.js';

const roles = ['api', 'worker', 'all'] as const;

/** Options that win over the environment. */
export function startChanges({ options }: Pick<CommandContext, 'options'>): Partial<Config> {
  const changes: { -readonly [Key in keyof Config]?: Config[Key] } = {};
  if (typeof options.host === 'string') changes.host = options.host;
  if (typeof options.port === 'string') {
    const port = Number(options.port);
    if (!Number.isInteger(port) || port < 0 || port > 65535) throw new UsageError(`--port is ${JSON.stringify(options.port)}, but must be a whole number from 0 to 65535`);
    changes.port = port;
    changes.portGiven = true;
  }
  if (typeof options.role === 'string') {
    const role = roles.find((name) => name === options.role);
    if (!role) throw new UsageError(`--role is ${JSON.stringify(options.role)}, but must be one of ${roles.join(', ')}`);
    changes.role = role;
  }
  return changes;
}

export const command: Command = {
  summary: { ru: 'запустить сервер: API, страницы и фоновые задания', en: 'start the server: API, pages and background jobs' },
  options: {
    port: { type: 'string', short: 'p', placeholder: 'PORT', description: { ru: 'порт; по умолчанию 3000 или следующий свободный', en: 'port; by default 3000 or the next free one' } },
    host: { type: 'string', placeholder: 'ADDRESS', description: { ru: 'адрес; любой, кроме 127.0.0.1, требует учётных записей', en: 'address; any but 127.0.0.1 requires accounts' } },
    open: { type: 'boolean', description: { ru: 'открыть страницу в браузере', en: 'show the page in the browser' } },
    role: { type: 'string', placeholder: 'ROLE', description: { ru: 'api, worker или all', en: 'api, worker or all' } },
  },
  async run(context) {
    const config = context.loadConfig(startChanges(context));
    const { runUntilStopped } = await import('../main.js');
    const { address, demo, container } = await runUntilStopped(config, context.language);
    if (demo) {
      context.report(context.say({ ru: `Наполняем базу демонстрационной компанией: ${config.demoCustomers} клиентов …`, en: `Telling the demo company: ${config.demoCustomers} customers …` }));
      await container.jobs.waitFor(demo.id);
    }
    if (context.options.open === true) openInBrowser(address);
    context.print(context.say({ ru: `Арбитр работает: ${address}   (остановить: Ctrl+C)`, en: `Arbiter is running: ${address}   (stop: Ctrl+C)` }));
    return undefined;
  },
};
