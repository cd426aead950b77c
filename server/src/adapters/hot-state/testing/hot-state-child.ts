import { openHotState } from '../open-hot-state.js';

/**
 * `until-killed`: commits one numbered decision after the other and prints the number of each that was acknowledged.
 * `race`: takes as many seats as it gets, prints how many, and says so to the other processes.
 */
const [, , directory, redisUrl, task] = process.argv;
const state = await openHotState({ directory: directory!, redisUrl: redisUrl === '' ? undefined : redisUrl });

if (task === 'race') {
  const results = await Promise.all(Array.from({ length: 300 }, () => state.commit({ takes: [{ key: 'raced', by: 1, atMost: 500 }], entry: 'seat' })));
  process.stdout.write(`${results.filter(({ ok }) => ok).length}\n`);
  await state.publish('raced', String(process.pid));
  await state.close();
} else {
  for (let number = 1; ; number += 1) {
    const result = await state.commit({ idempotencyKey: `decision-${number}`, takes: [{ key: 'made', by: 1, atMost: 1e9 }], puts: [{ key: `d/${number}`, value: String(number) }], entry: String(number) });
    if (!result.ok) throw new Error(`commit ${number}: ${result.why}`);
    process.stdout.write(`${number}\n`);
  }
}
