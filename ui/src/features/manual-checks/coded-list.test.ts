import { describe, expect, it } from 'vitest';
import { codeOf, splitList } from './coded-list.js';

describe('coded lists', () => {
  it('make codes of titles in any language, each once', () => {
    expect(codeOf('Выплатить частично', [])).toBe('vyplatit-chastichno');
    expect(codeOf('Pay!', ['pay'])).toBe('pay-2');
    expect(codeOf('支付', [])).toBe('choice');
    expect(codeOf('Щавель объём', [])).toBe('schavel-obem');
  });

  it('split words', () => {
    expect(splitList(' refer, review,, refer ')).toEqual(['refer', 'review']);
  });
});
