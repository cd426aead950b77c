import type { Command } from './command.js';
import { startChanges } from './start.command.js';

export const command: Command = {
  summary: { ru: 'запустить только фоновые задания (нужны внешние хранилища)', en: 'start background jobs only (needs stores of the server profile)' },
  options: {
    port: { type: 'string', short: 'p', placeholder: 'PORT', description: { ru: 'порт для /health и /metrics', en: 'port of /health and /metrics' } },
    host: { type: 'string', placeholder: 'ADDRESS', description: { ru: 'адрес', en: 'address' } },
  },
  async run(context) {
    const config = context.loadConfig({ ...startChanges(context), role: 'worker' });
    const { runUntilStopped } = await import('../main.js');
    const { address } = await runUntilStopped(config);
    context.print(context.say({ ru: `Обработчик заданий работает; состояние: ${address}/health/ready`, en: `The worker is running; its state: ${address}/health/ready` }));
    return undefined;
  },
};
