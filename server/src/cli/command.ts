import type { Title } from '@arbiter/contracts';
import type { Config } from '../config/config.js';
import type { Language } from '../config/language.js';

export interface CommandOption {
  type: 'string' | 'boolean';
  /** One letter. */
  short?: string;
  /** What the value is called in the help, such as FILE. */
  placeholder?: string;
  description: Title;
}

export interface CommandContext {
  /** Values of the options, by name. */
  options: Record<string, string | boolean | undefined>;
  /** What is left of the arguments. */
  arguments: string[];
  language: Language;
  /** Text of the present language. */
  say: (text: Title) => string;
  /** Reads the configuration, which most commands need and `--help` does not. */
  loadConfig: (changes?: Partial<Config>) => Config;
  /** Result of the command, to standard output. */
  print: (line: string) => void;
  /** Progress and faults, to standard error. */
  report: (line: string) => void;
  /** Fires at Ctrl+C and SIGTERM. A command that stays for good (`start`) does without. */
  onInterrupt: () => AbortSignal;
}

/** One word after `arbiter`. */
export interface Command {
  summary: Title;
  /** Arguments after the options, such as `FILE`. */
  usage?: string;
  /** How many arguments it takes; none unless told. */
  takes?: { least: number; most: number };
  options?: Record<string, CommandOption>;
  /** Lines under the options: examples, remarks. */
  more?: Title;
  /** Returns the exit code, or nothing when the process stays. */
  run(context: CommandContext): Promise<number | undefined>;
}

/** A fault of what was typed; it is shown without a stack. */
export class UsageError extends Error {
  override name = 'UsageError';
}
