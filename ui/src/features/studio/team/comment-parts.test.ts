import { describe, expect, it } from 'vitest';
import { commentParts } from './comment-parts.js';
import { initialsOf } from './people.js';

describe('a comment', () => {
  it('is words and nodes', () => {
    expect(commentParts('See [[check]] and [[each/call]]!')).toEqual([{ text: 'See ' }, { node: 'check' }, { text: ' and ' }, { node: 'each/call' }, { text: '!' }]);
    expect(commentParts('[[a]]')).toEqual([{ node: 'a' }]);
    expect(commentParts('[[<b>]] [[]] [x]')).toEqual([{ text: '[[<b>]] [[]] [x]' }]);
  });

  it('shows letters of its author', () => {
    expect(['anna', 'Anna Petrova', 'a.b@c', 'Анна Петрова', '?', ''].map(initialsOf)).toEqual(['AN', 'AP', 'AB', 'АП', '?', '?']);
  });
});
