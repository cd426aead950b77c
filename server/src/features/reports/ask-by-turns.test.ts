import { expect, it } from 'vitest';
import type { Analytics } from '../../ports/analytics.js';
import { askByTurns } from './ask-by-turns.js';

it('has one query at a time, in order, and asks nothing after a failure', async () => {
  const asked: string[] = [];
  let running = 0;
  const analytics = {
    async query(sql: string) {
      asked.push(sql);
      expect(++running).toBe(1);
      await new Promise((resolve) => setTimeout(resolve, 5));
      running -= 1;
      if (sql === 'fails') throw new Error('memory');
      return [sql];
    },
  } as unknown as Analytics;
  const ask = askByTurns(analytics, undefined);
  const answers = await Promise.allSettled(['a', 'b', 'fails', 'c', 'd'].map((sql) => ask({ sql, params: {} })));
  expect(asked).toEqual(['a', 'b', 'fails']);
  expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'rejected', 'rejected']);
});
