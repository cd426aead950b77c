import { expect, it } from 'vitest';
import { SharedQuestions } from './shared-questions.js';

it('answers identical questions once, and ends the work with the last who waits', async () => {
  const questions = new SharedQuestions<number>();
  let runs = 0;
  let stopped = 0;
  const work = (signal: AbortSignal) => {
    runs += 1;
    return new Promise<number>((resolve, reject) => {
      const timer = setTimeout(() => resolve(7), 50);
      signal.addEventListener('abort', () => {
        clearTimeout(timer);
        stopped += 1;
        reject(new Error('stopped'));
      });
    });
  };
  expect(await Promise.all([questions.ask('a', work), questions.ask('a', work), questions.ask('b', work)])).toEqual([7, 7, 7]);
  expect(runs).toBe(2);
  const [first, second] = [new AbortController(), new AbortController()];
  const asked = [questions.ask('a', work, first.signal), questions.ask('a', work, second.signal)];
  first.abort(new Error('gone'));
  await expect(asked[0]).rejects.toThrow('gone');
  expect(await asked[1]).toBe(7);
  expect({ runs }).toEqual({ runs: 3 });
  const alone = new AbortController();
  const answer = questions.ask('a', work, alone.signal);
  const before = stopped;
  alone.abort(new Error('gone'));
  await expect(answer).rejects.toThrow('gone');
  expect(stopped).toBe(before + 1);
  expect(await questions.ask('a', work)).toBe(7);
  expect(runs).toBe(5);
});
