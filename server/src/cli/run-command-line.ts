import { parseArgs } from 'node:util';
import { ConfigError, loadConfig } from '../config/config.js';
import { chooseLanguage, type Language } from '../config/language.js';
import { readVersion } from '../container.js';
import { DataFolderInUse } from '../data-folder-lock.js';
import { ProblemError } from '../http/problem-error.js';
import { UsageError, type Command, type CommandContext } from './command.js';
import { commands } from './commands.js';
import { printCommandHelp, printHelp } from './help.js';
import { ServerRefused } from './server-client.js';

export interface Streams {
  print: (line: string) => void;
  report: (line: string) => void;
}

const standardStreams: Streams = {
  print: (line) => void process.stdout.write(`${line}\n`),
  report: (line) => void process.stderr.write(`${line}\n`),
};
const common = { help: { type: 'boolean', short: 'h' }, lang: { type: 'string' } } as const;

/** The language must be known before anything else can be said. */
function languageOf(args: readonly string[]): Language {
  const at = args.indexOf('--lang');
  const joined = args.find((argument) => argument.startsWith('--lang='));
  return chooseLanguage(joined?.slice('--lang='.length) ?? (at >= 0 ? args[at + 1] : undefined));
}

/** A signal that fires once at Ctrl+C or SIGTERM; the next one does what it does by itself. `listening` is told how to leave off. */
function interruptSignal(listening: (() => void)[]): AbortSignal {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    const abort = (): void => controller.abort(new Error(`stopped by ${name}`));
    process.once(name, abort);
    listening.push(() => process.off(name, abort));
  }
  return controller.signal;
}

function readArguments(name: string, command: Command, args: string[]) {
  const options = Object.fromEntries(Object.entries(command.options ?? {}).map(([key, { type, short }]) => [key, short ? { type, short } : { type }]));
  try {
    return parseArgs({ args, options: { ...options, ...common }, allowPositionals: true, strict: true });
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? error.message.split('. To specify', 1)[0] : String(error)}. See: arbiter ${name} --help`);
  }
}

/** Known faults are one line that says what to try; anything else is ours, with its stack. */
function describeFailure(error: unknown): string {
  if (error instanceof ProblemError) return error.detail;
  if (error instanceof UsageError || error instanceof ConfigError || error instanceof DataFolderInUse || error instanceof ServerRefused) return error.message;
  const { code } = (error ?? {}) as NodeJS.ErrnoException;
  if (error instanceof Error && code && ['ENOENT', 'EACCES', 'EADDRINUSE', 'ENOSPC', 'EISDIR', 'EROFS', 'EADDRNOTAVAIL'].includes(code)) {
    const advice: Record<string, string> = { EADDRINUSE: 'Set PORT to a free port.', EADDRNOTAVAIL: 'Set HOST to an address of this machine.', ENOSPC: 'Free some space on the disk.' };
    return `${error.message}. ${advice[code] ?? 'Check the path and its permissions.'}`;
  }
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** Runs one command; returns the exit code, or nothing when the command stays (`start`). */
export async function runCommandLine(args: string[], streams: Streams = standardStreams): Promise<number | undefined> {
  const language = languageOf(args);
  const listening: (() => void)[] = [];
  const start = args.findIndex((argument, index) => !argument.startsWith('-') && args[index - 1] !== '--lang');
  const name = start < 0 ? undefined : args[start];
  try {
    if (name === undefined && args.includes('--version')) {
      streams.print(readVersion());
      return 0;
    }
    if (name === undefined || name === 'help') {
      streams.print(await printHelp(language));
      return name === 'help' || args.some((argument) => argument === '--help' || argument === '-h') ? 0 : 1;
    }
    const load = Object.hasOwn(commands, name) ? commands[name] : undefined;
    if (!load) throw new UsageError(language === 'ru' ? `Нет команды «${name}». Список команд: arbiter --help` : `There is no command "${name}". See: arbiter --help`);
    const { command } = await load();
    const { values, positionals } = readArguments(name, command, [...args.slice(0, start), ...args.slice(start + 1)]);
    if (values.help) {
      streams.print(printCommandHelp(name, command, language));
      return 0;
    }
    const { least, most } = command.takes ?? { least: 0, most: 0 };
    if (positionals.length < least || positionals.length > most) throw new UsageError(`${printCommandHelp(name, command, language)}`);
    const context: CommandContext = {
      options: values as CommandContext['options'],
      arguments: positionals,
      language,
      say: (text) => text[language],
      loadConfig,
      ...streams,
      onInterrupt: () => interruptSignal(listening),
    };
    const code = await command.run(context);
    // A command that stays still wants to hear of them.
    if (code !== undefined) for (const leave of listening) leave();
    return code;
  } catch (error) {
    streams.report(describeFailure(error));
    return error instanceof UsageError ? 2 : 1;
  }
}
