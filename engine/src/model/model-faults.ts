import type { Fault } from '@arbiter/contracts';

const most = 100;

/** Faults in the order found; after a hundred no more are kept. */
export class ModelFaults {
  readonly faults: Fault[] = [];

  add(path: string, code: string, message: string): void {
    if (this.faults.length < most) this.faults.push({ path, code, message });
  }

  get full(): boolean {
    return this.faults.length >= most;
  }
}

/** A value of a message: short, and quoted where it is a text. */
export function quoted(value: unknown): string {
  const text = typeof value === 'object' && value !== null ? (Array.isArray(value) ? 'a list' : 'an object') : JSON.stringify(value);
  return text === undefined ? String(value) : text.length > 80 ? `${text.slice(0, 80)}…` : text;
}

/** Names that JavaScript objects answer to by themselves. */
export const forbiddenNames: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);
