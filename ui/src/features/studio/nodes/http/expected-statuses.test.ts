import { expect, it } from 'vitest';
import { readStatuses, statusesText } from './expected-statuses.js';

it('statuses are read as they are written', () => {
  expect(readStatuses('200, 404; 5xx 2')).toEqual([200, 404, 5, 2]);
  expect(readStatuses(' ')).toBeUndefined();
  for (const text of ['100', 'ok', '200, x', '6', '2.5']) expect(readStatuses(text)).toBeNull();
  expect(readStatuses(statusesText([2, 404]))).toEqual([2, 404]);
  expect(statusesText(undefined)).toBe('');
});
