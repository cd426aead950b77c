import { UsageError } from '../command.js';

const units: Record<string, number> = { '': 1, b: 1, kb: 2 ** 10, mb: 2 ** 20, gb: 2 ** 30, tb: 2 ** 40, k: 2 ** 10, m: 2 ** 20, g: 2 ** 30, t: 2 ** 40 };

/** Bytes of `4GB`, `800MB`. */
export function memoryBytes(text: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*([a-z]*)$/i.exec(text.trim());
  const bytes = match ? Number(match[1]) * (units[match[2]!.toLowerCase()] ?? NaN) : NaN;
  if (!(bytes >= 2 ** 20)) throw new UsageError(`--memory is ${JSON.stringify(text)}; give an amount such as 4GB or 800MB`);
  return bytes;
}

/** As people read it: 1.4 GB, 210 MB. */
export function shownBytes(bytes: number): string {
  return bytes >= 2 ** 30 ? `${(bytes / 2 ** 30).toFixed(1)} GB` : `${Math.ceil(bytes / 2 ** 20)} MB`;
}
