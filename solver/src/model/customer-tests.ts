import type { Instance } from '../problem/instance.js';
import type { CustomerTest, Scalar } from '../problem/problem.js';

/** Days added to an ageing attribute; a missing value satisfies no test. */
export function numberPasses(test: CustomerTest, value: number, shiftDays: number): boolean {
  if (Number.isNaN(value)) return false;
  const aged = value + shiftDays;
  if (test.kind === 'membership') return test.values.includes(aged);
  return aged >= test.atLeast && aged <= test.atMost && aged > test.above && aged < test.below;
}

export function textPasses(test: CustomerTest, value: string): boolean {
  return test.kind === 'membership' && test.values.some((wanted: Scalar) => String(wanted) === value);
}

/** Whether a customer satisfies every test. */
export function customerPasses(instance: Instance, customer: number, tests: readonly CustomerTest[], shift: (attribute: string) => number): boolean {
  return tests.every((test) => {
    const text = instance.customers.text[test.attribute];
    if (text) {
      const code = text.codes[customer]!;
      return code >= 0 && textPasses(test, text.dictionary[code]!);
    }
    const numbers = instance.customers.numbers[test.attribute];
    return numbers !== undefined && numberPasses(test, numbers[customer]!, shift(test.attribute));
  });
}
