import { accessSync, constants, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { UsageError } from '../command.js';

const unitMs: Record<string, number> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, '': 1_000 };

/** Milliseconds of `90s`, `2m`, `500ms`; a bare number is seconds. */
export function durationMs(text: string): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h|)$/.exec(text);
  const value = match ? Number(match[1]) * unitMs[match[2] ?? '']! : NaN;
  if (!(value > 0)) throw new UsageError(`--time-limit is ${JSON.stringify(text)}; give a time such as 60s, 500ms or 2m`);
  return value;
}

export function relativeGap(text: string): number {
  const gap = Number(text);
  if (text.trim() === '' || !(gap >= 0 && gap < 1)) throw new UsageError(`--gap is ${JSON.stringify(text)}; give a share from 0 to 1 such as 1e-4`);
  return gap;
}

export function threadCount(text: string): number {
  const threads = Number(text);
  if (!Number.isInteger(threads) || threads < 1 || threads > 256) throw new UsageError(`--threads is ${JSON.stringify(text)}; give a whole number from 1 to 256`);
  return threads;
}

export function wholeNumber(option: string, text: string): number {
  const number = Number(text);
  if (text.trim() === '' || !Number.isSafeInteger(number) || number < 0) throw new UsageError(`--${option} is ${JSON.stringify(text)}; give a whole number of 0 or more`);
  return number;
}

export function searchMethod(text: string): 'auto' | 'exact' | 'prices' {
  if (text !== 'auto' && text !== 'exact' && text !== 'prices') throw new UsageError(`--method is ${JSON.stringify(text)}; give auto, exact or prices`);
  return text;
}

export function shareOf(option: string, text: string): number {
  const share = Number(text);
  if (text.trim() === '' || !(share >= 0 && share <= 1)) throw new UsageError(`--${option} is ${JSON.stringify(text)}; give a share from 0 to 1 such as 0.9`);
  return share;
}

/** A file that is to be written, looked at before the search so that a plan of an hour is not lost to a folder that does not exist. */
export function outputFile(option: string, path: string): string {
  const folder = dirname(path);
  const at = statSync(folder, { throwIfNoEntry: false });
  if (!at?.isDirectory()) throw new UsageError(`--${option} is ${JSON.stringify(path)}, but there is no folder ${folder}: make it, or write elsewhere`);
  const known = statSync(path, { throwIfNoEntry: false });
  if (known?.isDirectory()) throw new UsageError(`--${option} is ${JSON.stringify(path)}, which is a folder: name a file`);
  // A device or a pipe is written as it is, a file by another one beside it.
  const written = known && !known.isFile() ? path : folder;
  try {
    accessSync(written, constants.W_OK);
  } catch {
    throw new UsageError(`--${option} is ${JSON.stringify(path)}, but ${written} may not be written to: change its permissions, or write elsewhere`);
  }
  return path;
}
