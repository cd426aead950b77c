import type { Fault } from '@arbiter/contracts';
import { quoted } from '../model-faults.js';

export class RefusedJson extends Error {
  constructor(readonly fault: Fault) {
    super(fault.message);
  }
}

/** Reads an object of a foreign file; what is not as it must be is refused at its JSON pointer. */
export class JsonReader {
  readonly #object: Readonly<Record<string, unknown>>;

  constructor(value: unknown, readonly path: string) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new RefusedJson({ path, code: 'wrong-shape', message: `${path || 'The file'} must be an object, not ${quoted(value)}; is it of the right kind?` });
    this.#object = value as Readonly<Record<string, unknown>>;
  }

  value(key: string): unknown {
    return Object.hasOwn(this.#object, key) ? this.#object[key] : undefined;
  }

  refuse(key: string, message: string, code = 'not-supported'): never {
    throw new RefusedJson({ path: `${this.path}/${key}`, code, message });
  }

  object(key: string): JsonReader {
    return new JsonReader(this.value(key), `${this.path}/${key}`);
  }

  list(key: string): JsonReader[] {
    const value = this.value(key);
    if (!Array.isArray(value)) return this.refuse(key, `"${key}" must be a list, not ${quoted(value)}`, 'wrong-shape');
    return value.map((item, index) => new JsonReader(item, `${this.path}/${key}/${index}`));
  }

  text(key: string): string {
    const value = this.value(key);
    return typeof value === 'string' ? value : this.refuse(key, `"${key}" must be a text, not ${quoted(value)}`, 'wrong-shape');
  }

  number(key: string): number {
    const value = this.value(key);
    return typeof value === 'number' && Number.isFinite(value) ? value : this.refuse(key, `"${key}" must be a number, not ${quoted(value)}`, 'wrong-shape');
  }

  numbers(key: string): number[] {
    const value = this.value(key);
    if (!Array.isArray(value) || !value.every((item) => typeof item === 'number' && Number.isFinite(item))) return this.refuse(key, `"${key}" must be a list of numbers`, 'wrong-shape');
    return value as number[];
  }
}
