import { describe, expect, it } from 'vitest';
import { intervalText } from './interval-text.js';

describe('an interval in words', () => {
  it.each([
    ['−3,7 дн.', '−1,9 дн.', '−3,7 … −1,9 дн.'],
    ['+4.4 pp', '+11.6 pp', '+4.4 … +11.6 pp'],
    ['−7 %', '−2 %', '−7 … −2 %'],
    ['386 ₽', '1,05 тыс. ₽', '386 ₽ … 1,05 тыс. ₽'],
    ['₽386', '₽1,046', '₽386 … ₽1,046'],
    ['−₽1.2K', '−₽1K', '−₽1.2K … −₽1K'],
    ['−₽1.2bn', '₽1K', '−₽1.2bn … ₽1K'],
    ['−7%', '−2%', '−7 … −2%'],
    ['5', '7', '5 … 7'],
  ])('%s to %s', (low, high, text) => {
    expect(intervalText(low, high)).toBe(text);
  });
});
