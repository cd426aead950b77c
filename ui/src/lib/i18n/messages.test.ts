import { IntlMessageFormat } from 'intl-messageformat';
import { describe, expect, it } from 'vitest';
import { messages as en } from './messages/en/index.js';
import { messages as ru } from './messages/ru/index.js';

/** Names of the values that a message asks for, plural branches included. */
function valuesOf(message: string, language: string): string[] {
  const names = new Set<string>();
  const visit = (parts: ReturnType<IntlMessageFormat['getAst']>) => {
    for (const part of parts) {
      // Literals and the `#` of a plural ask for nothing.
      if (part.type === 0 || part.type === 7) continue;
      names.add(part.value as string);
      if ('options' in part) for (const option of Object.values(part.options)) visit(option.value);
    }
  };
  visit(new IntlMessageFormat(message, language, undefined, { ignoreTag: true }).getAst());
  return [...names].sort();
}

describe('messages', () => {
  const areas = Object.keys(ru) as (keyof typeof ru)[];
  it.each(areas)('%s: both languages are filled in and ask for the same values', (area) => {
    const russian: Record<string, string> = ru[area];
    const english: Record<string, string> = en[area];
    expect(Object.keys(english).sort()).toEqual(Object.keys(russian).sort());
    for (const [key, message] of Object.entries(russian)) {
      const other = english[key] ?? '';
      expect([message.trim() !== '', other.trim() !== ''], key).toEqual([true, true]);
      expect(valuesOf(other, 'en'), `${area}.${key}`).toEqual(valuesOf(message, 'ru'));
    }
  });
});
