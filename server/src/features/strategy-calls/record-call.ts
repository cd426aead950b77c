import type { DecisionLog } from '@arbiter/contracts';
import type { Container } from '../../container.js';
import type { StrategyEntry } from '../decisions/api.js';

/** Records that are on their way to the disk without anybody waiting; when there are as many, callers wait after all. */
const mostUnderWay = 5_000;
let underWay = 0;

/**
 * Appends an answer to the journal, from where it reaches the analytical store. Unless the log asks for less, the record is durable
 * when this resolves; without `durable` only a sudden end of the process can lose it, within moments of the answer.
 */
export async function recordCall({ hotState, log }: Pick<Container, 'hotState' | 'log'>, wish: DecisionLog | undefined, entry: StrategyEntry): Promise<void> {
  underWay += 1;
  const written = hotState.commit({ entry: JSON.stringify(entry) }).finally(() => {
    underWay -= 1;
  });
  if (wish?.durable === false && underWay < mostUnderWay) {
    written.catch((error: unknown) => log.error({ err: error }, 'a decision could not be recorded'));
    return;
  }
  await written;
}
