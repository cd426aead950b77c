import { describe, expect, it } from 'vitest';
import { glossary } from '../glossary.js';
import { help as en } from './en.js';
import { helpOf, helpOrder } from './help-topic.js';
import { help as ru } from './ru.js';

const patterns = ['/', '/data', '/campaigns/:id', '/studio', '/studio/projects/:id', '/studio/items/:id', '/publications', '/publications/new', '/publications/:id', '/repository', '/repository/:id', '/repository/:id/compare', '/checks', '/checks/:id', '/learn', '/learn/glossary', '/settings'];

describe('help', () => {
  it.each(patterns)('has a topic for %s', (pattern) => {
    expect(helpOf(pattern)).not.toBeNull();
  });

  it('has every topic in both languages, and speaks of terms that the glossary has', () => {
    const terms = new Set(glossary.map(({ id }) => id));
    for (const id of helpOrder) {
      for (const topic of [ru[id], en[id]]) {
        expect(topic.steps.length, id).toBeGreaterThan(0);
        expect((topic.terms ?? []).filter((term) => !terms.has(term)), id).toEqual([]);
      }
      expect(ru[id].terms, id).toEqual(en[id].terms);
    }
  });

  it('explains each term once', () => {
    expect(new Set(glossary.map(({ id }) => id)).size).toBe(glossary.length);
    expect(glossary.filter(({ term, meaning }) => ![term.ru, term.en, meaning.ru, meaning.en].every((text) => text.trim().length > 1))).toEqual([]);
  });
});
