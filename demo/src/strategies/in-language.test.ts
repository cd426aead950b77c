import { describe, expect, it } from 'vitest';
import { inLanguage } from './in-language.js';
import { demoItems } from './index.js';
import { russianTexts } from './russian-texts.js';

function texts(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(texts);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, one]) => (['title', 'label', 'description'].includes(key) && typeof one === 'string' ? [one] : texts(one)));
}
const all = demoItems.flatMap(({ document, next }) => [...texts(document), ...texts(next)]);

describe('texts of the demo strategies', () => {
  it('all have their Russian, and nothing else has', () => {
    expect([...new Set(all)].filter((text) => !Object.hasOwn(russianTexts, text))).toEqual([]);
    expect(Object.keys(russianTexts).filter((text) => !all.includes(text))).toEqual([]);
  });

  it('change with the language, and nothing else does', () => {
    for (const { document } of demoItems) {
      expect(inLanguage(document, 'en')).toBe(document);
      expect(texts(inLanguage(document, 'ru')).filter((text) => /^[\x20-\x7e]*$/.test(text))).toEqual([]);
      const bare = (value: unknown): string => JSON.stringify(value, (key, one: unknown) => (['title', 'label', 'description'].includes(key) ? undefined : one));
      expect(bare(inLanguage(document, 'ru'))).toBe(bare(document));
    }
  });
});
