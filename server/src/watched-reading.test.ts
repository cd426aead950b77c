import { expect, it } from 'vitest';
import { WatchedReading } from './watched-reading.js';

it('reads at its start and at each message, until the last user stops it, and again after another start', async () => {
  const listeners = new Set<(message: string) => void>();
  let reads = 0;
  const watched = new WatchedReading({
    hotState: {
      subscribe: async (_topic, listener) => {
        listeners.add(listener);
        return async () => void listeners.delete(listener);
      },
    },
    log: { warn: () => undefined },
    topic: 'things', what: 'things',
    read: async () => void (reads += 1),
  });
  const tell = async () => {
    for (const listener of listeners) listener('');
    await new Promise((resolve) => setTimeout(resolve, 5));
  };
  await Promise.all([watched.start(), watched.start()]);
  expect(reads).toBe(1);
  await watched.stop();
  await tell();
  expect(reads).toBe(2);
  await watched.stop();
  await tell();
  expect([reads, listeners.size]).toEqual([2, 0]);
  await watched.start();
  await tell();
  expect(reads).toBe(4);
  await watched.stop();
});
