import type { Instance } from '../problem/instance.js';

/** A question about one attribute of a customer; a missing value never passes. */
export interface CustomerTestAt {
  attribute: string;
  passes: (value: string | number) => boolean;
}

/** Customers by their answers to some tests: those of one class answer every one alike. */
export function customerClasses(instance: Instance, tests: readonly CustomerTestAt[]): { classOf: Uint32Array; representatives: number[] } {
  const { count, text, numbers } = instance.customers;
  const classOf = new Uint32Array(count);
  let representatives = count > 0 ? [0] : [];
  for (const { attribute, passes } of tests) {
    const texts = text[attribute];
    const amounts = numbers[attribute];
    const byCode = texts ? Uint8Array.from(texts.dictionary, (value) => (passes(value) ? 1 : 0)) : null;
    const answer = (i: number): number => {
      if (texts) return texts.codes[i]! < 0 ? 0 : byCode![texts.codes[i]!]!;
      const value = amounts?.[i];
      return value === undefined || Number.isNaN(value) || !passes(value) ? 0 : 1;
    };
    const place = new Int32Array(2 * representatives.length).fill(-1);
    const next: number[] = [];
    for (let i = 0; i < count; i++) {
      const key = 2 * classOf[i]! + answer(i);
      if (place[key]! < 0) place[key] = next.push(i) - 1;
      classOf[i] = place[key]!;
    }
    representatives = next;
  }
  return { classOf, representatives };
}
