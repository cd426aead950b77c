import { expect, it } from 'vitest';
import type { FeelType } from '../feel-type.js';
import { checkFeel } from './check-feel.js';

it('reads the names of a scope once: thousands of cells of a table over thousands of names take no minutes', () => {
  const scope = new Map<string, FeelType>(Array.from({ length: 20_000 }, (_, index) => [`name${index}`, { kind: 'number' }]));
  const started = performance.now();
  for (let index = 0; index < 3_000; index += 1) {
    const checked = checkFeel(`name${index} + ${index}`, { scope, strict: true });
    expect(checked.ok && checked.value.names).toEqual([`name${index}`]);
  }
  expect(performance.now() - started).toBeLessThan(20_000);
});

it('sees names that came into a scope later', () => {
  const scope = new Map<string, FeelType>([['first name', { kind: 'string' }]]);
  expect(checkFeel('first name', { scope, strict: true }).ok).toBe(true);
  expect(checkFeel('last name', { scope, strict: true }).ok).toBe(false);
  scope.set('last name', { kind: 'string' });
  expect(checkFeel('last name', { scope, strict: true }).ok).toBe(true);
});
