import { describe, expect, it } from 'vitest';
import { newDraft, nextMonday } from './new-draft.js';

describe('nextMonday', () => {
  it.each([
    [new Date(2026, 10, 22), '2026-11-23'],
    [new Date(2026, 10, 23), '2026-11-23'],
    [new Date(2026, 10, 24), '2026-11-30'],
    [new Date(2026, 11, 29), '2027-01-04'],
  ])('after %s', (today, monday) => expect(nextMonday(today)).toBe(monday));
});

describe('newDraft', () => {
  it('holds every scored action and leaves out what is not known', () => {
    const draft = newDraft({ name: ' Spring ', goal: 'response', startsOn: '2026-11-23', weeks: 4, scoreSet: 'model', actions: ['a', 'b'], salt: 'x' });
    expect(draft).toMatchObject({ name: 'Spring', actions: ['a', 'b'], controlGroup: { share: 0.1, salt: 'x' } });
    expect('stratifyBy' in draft.controlGroup).toBe(false);
  });
});
