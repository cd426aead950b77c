import { expect, it } from 'vitest';
import { coalesced } from './coalesced.js';

it('runs once more for all who called during a run, never twice at once', async () => {
  let running = 0;
  const seen: number[] = [];
  let value = 0;
  const task = coalesced(async () => {
    running += 1;
    expect(running).toBe(1);
    const read = value;
    await new Promise((resolve) => setTimeout(resolve, 5));
    seen.push(read);
    running -= 1;
  });
  const first = task.run();
  value = 1;
  const later = [task.run(), task.run(), task.run()];
  await Promise.all([first, ...later]);
  expect(seen).toEqual([0, 1]);
  expect(task.running()).toBeUndefined();
});

it('runs again after a failure', async () => {
  let fails = true;
  const task = coalesced(() => (fails ? Promise.reject(new Error('away')) : Promise.resolve()));
  await expect(task.run()).rejects.toThrow('away');
  fails = false;
  await expect(task.run()).resolves.toBeUndefined();
});
