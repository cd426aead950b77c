// Closed load: so many connections, each sending its next request when the last is answered.
import autocannon from 'autocannon';
import { decisionRequest, randomFrom } from '../../load-tests/shared/workload.js';

/** Requests made beforehand, so that making them costs nothing while time runs. */
function requestsFor(seed, customers, count) {
  const random = randomFrom(seed);
  return Array.from({ length: count }, () => ({ method: 'POST', path: '/v1/decisions', body: JSON.stringify(decisionRequest(random, customers)) }));
}

/**
 * @returns requests per second, times in milliseconds, and how many answers were no 200
 */
export async function fire({ address, token = '', customers, connections = 48, seconds, seed }) {
  const headers = { 'content-type': 'application/json', ...(token ? { 'x-csrf-token': token } : {}) };
  let next = 0;
  const result = await autocannon({
    url: `${address}/v1/decisions`,
    method: 'POST',
    connections,
    duration: seconds,
    headers,
    setupClient: (client) => client.setRequests(requestsFor(`${seed}:${(next += 1)}`, customers, 1_000)),
  });
  const answered = result['2xx'];
  return { perSecond: answered / result.duration, answered, seconds: result.duration, p50: result.latency.p50, p99: result.latency.p99, wrong: result.non2xx + result.errors + result.timeouts };
}
