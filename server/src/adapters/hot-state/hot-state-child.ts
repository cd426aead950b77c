import { openHotState } from './open-hot-state.js';

/** Commits one numbered decision after the other and prints the number of each that was acknowledged, until it is killed. */
const [, , directory, redisUrl] = process.argv;
const state = await openHotState({ directory: directory!, redisUrl: redisUrl === '' ? undefined : redisUrl });
for (let number = 1; ; number += 1) {
  const result = await state.commit({ idempotencyKey: `decision-${number}`, takes: [{ key: 'made', by: 1, atMost: 1e9 }], puts: [{ key: `d/${number}`, value: String(number) }], entry: String(number) });
  if (!result.ok) throw new Error(`commit ${number}: ${result.why}`);
  process.stdout.write(`${number}\n`);
}
