import { russianTexts } from './russian-texts.js';

const spoken = new Set(['title', 'label', 'description']);

/**
 * A demo document in the language of the installation: titles of nodes and fields, labels of ways out and columns. What decides (names,
 * codes, expressions) is the same in both, so that a demo told anew in another language answers as before.
 */
export function inLanguage(document: unknown, language: 'ru' | 'en'): unknown {
  return language === 'en' ? document : translated(document);
}

function translated(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(translated);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, spoken.has(key) && typeof one === 'string' ? (russianTexts[one] ?? one) : translated(one)]));
}
