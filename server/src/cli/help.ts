import type { Language } from '../config/language.js';
import { readVersion } from '../container.js';
import type { Command } from './command.js';
import { commands } from './commands.js';

const words = {
  usage: { ru: 'Использование', en: 'Usage' },
  commands: { ru: 'Команды', en: 'Commands' },
  options: { ru: 'Параметры', en: 'Options' },
  command: { ru: 'команда', en: 'command' },
  options1: { ru: 'параметры', en: 'options' },
  help: { ru: 'эта справка; после команды — справка по ней', en: 'this help; after a command, help on it' },
  lang: { ru: 'язык вывода: ru или en', en: 'language of the output: ru or en' },
  version: { ru: 'версия', en: 'version' },
  about: { ru: 'Настройки берутся из переменных среды; все они описаны в .env.example.', en: 'Settings come from environment variables; .env.example describes all of them.' },
};

function table(rows: [string, string][]): string {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`).join('\n');
}

export async function printHelp(language: Language): Promise<string> {
  const rows: [string, string][] = [];
  for (const [name, load] of Object.entries(commands)) {
    const { command } = await load();
    rows.push([[name, command.usage].filter(Boolean).join(' '), command.summary[language]]);
  }
  return [
    `Arbiter ${readVersion()}`,
    '',
    `${words.usage[language]}: arbiter <${words.command[language]}> [${words.options1[language]}]`,
    '',
    `${words.commands[language]}:`,
    table(rows),
    '',
    `${words.options[language]}:`,
    table([['-h, --help', words.help[language]], ['--lang ru|en', words.lang[language]], ['--version', words.version[language]]]),
    '',
    words.about[language],
  ].join('\n');
}

export function printCommandHelp(name: string, command: Command, language: Language): string {
  const options = Object.entries(command.options ?? {}).map(([key, option]): [string, string] => [`${option.short ? `-${option.short}, ` : ''}--${key}${option.type === 'string' ? ` ${option.placeholder ?? 'TEXT'}` : ''}`, option.description[language]]);
  return [
    command.summary[language],
    '',
    `${words.usage[language]}: arbiter ${[name, options.length > 0 ? `[${words.options1[language]}]` : '', command.usage ?? ''].filter(Boolean).join(' ')}`,
    ...(options.length > 0 ? ['', `${words.options[language]}:`, table(options)] : []),
    ...(command.more ? ['', command.more[language]] : []),
  ].join('\n');
}
