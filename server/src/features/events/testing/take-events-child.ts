import { openHotState } from '../../../adapters/hot-state/open-hot-state.js';
import { makeConfiguration } from '../../configuration/api.js';
import { compiledEventTypes } from '../compiled-event-types.js';
import { readEvent } from '../read-event.js';
import { EventTaker } from '../take-events.js';
import { bankEventDocuments } from './bank-event-documents.js';

/** Takes events of a few customers without an end and prints the identifiers of those that were acknowledged; for tests that kill it. */
const [directory = '', redisUrl = '', name = '', customers = '5'] = process.argv.slice(2);
const hotState = await openHotState({ directory, redisUrl: redisUrl === '' ? undefined : redisUrl, warn: () => undefined });
const configuration = makeConfiguration(bankEventDocuments.documents('classes').map((one) => ({ ...one, version: 1 })));
const taker = new EventTaker(hotState, { classOf: () => 'purchase' }, () => configuration);
const types = compiledEventTypes(configuration);
for (let round = 0; ; round += 1) {
  const nowMs = Date.now();
  const events = Array.from({ length: 40 }, (_, i) => {
    // Every fifth is one that the other process sends too.
    const eventId = i % 5 === 0 ? `shared-${round}-${i}` : `${name}-${round}-${i}`;
    const read = readEvent({ eventId, customerId: `c${i % Number(customers)}`, type: 'card.operation', at: new Date(nowMs - i).toISOString(), data: { amountMinor: 7, mcc: '5411' } }, types, nowMs);
    if (!read.ok) throw new Error(JSON.stringify(read.faults));
    return read.event;
  });
  const results = await taker.take(events);
  process.stdout.write(`${results.map((result, i) => `${result} ${events[i]!.record.eventId}`).join('\n')}\n`);
}
