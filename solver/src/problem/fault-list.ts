import type { Fault } from '@arbiter/contracts/problems';

/** Collects the faults of a document; keeps the first hundred and counts the rest, so that a bad file of millions of rows gives a short answer. */
export class FaultList {
  readonly faults: Fault[] = [];
  #dropped = 0;

  add(path: string, code: string, message: string): void {
    if (this.faults.length < 100) this.faults.push({ path, code, message });
    else this.#dropped++;
  }

  get any(): boolean {
    return this.faults.length > 0;
  }

  list(): Fault[] {
    if (this.#dropped === 0) return this.faults;
    return [...this.faults, { path: '', code: 'more-faults', message: `and ${this.#dropped} more faults of the same document` }];
  }
}

/** A value as an error message shows it: JSON, cut to sixty characters. */
export function shown(value: unknown): string {
  const text = typeof value === 'number' ? String(value) : written(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

function written(value: unknown): string {
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    // Nested deeper than the stack goes.
    return Array.isArray(value) ? 'a list of lists' : 'an object of objects';
  }
}
