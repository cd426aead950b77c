import { openHotState } from '../open-hot-state.js';

/**
 * `until-killed`: commits one numbered decision after the other and prints the number of each that was acknowledged.
 * `timers-until-killed`: sets one numbered timer after the other, ends the one before the last, and prints each number.
 * `race`: takes as many seats as it gets, prints how many, and says so to the other processes.
 */
const [, , directory, redisUrl, task] = process.argv;
const state = await openHotState({ directory: directory!, redisUrl: redisUrl === '' ? undefined : redisUrl });

if (task === 'race') {
  const results = await Promise.all(Array.from({ length: 300 }, () => state.commit({ takes: [{ key: 'raced', by: 1, atMost: 500 }], entry: 'seat' })));
  process.stdout.write(`${results.filter(({ ok }) => ok).length}\n`);
  await state.publish('raced', String(process.pid));
  await state.close();
} else if (task === 'timers-until-killed') {
  for (let number = 1; ; number += 1) {
    const ended = number > 2 ? [{ id: `kept:${number - 2}`, dueMs: number - 2 }] : [];
    const result = await state.commit({ timers: [{ id: `kept:${number}`, dueMs: number, payload: String(number) }], endTimers: ended });
    if (!result.ok) throw new Error(`timer ${number}: ${result.why}`);
    process.stdout.write(`${number}\n`);
  }
} else {
  for (let number = 1; ; number += 1) {
    const result = await state.commit({ idempotencyKey: `decision-${number}`, takes: [{ key: 'made', by: 1, atMost: 1e9 }], puts: [{ key: `d/${number}`, value: String(number) }], entry: String(number) });
    if (!result.ok) throw new Error(`commit ${number}: ${result.why}`);
    process.stdout.write(`${number}\n`);
  }
}
