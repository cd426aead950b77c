import type { ResponseRecord } from '@arbiter/contracts';
import { isConverted, releasedByConversion, stateAfterConversion } from '@arbiter/engine';
import type { Container } from '../../container.js';
import { ProblemError } from '../../http/problem-error.js';
import type { Take } from '../../ports/hot-state.js';
import { decisionServiceOf, hotKeys, printState, readCustomer, readState, type ResponseEntry } from '../decisions/api.js';

/** Responses after which the customer needs no further planned action. */
const endingKinds = new Set(['payment', 'conversion']);
const mostAttempts = 100;

/**
 * Takes one response, durable before it resolves. A payment or conversion ends the rest of the customer's plan, in the campaign that it
 * names or in all of them, and gives back what the plan had set aside. The same responseId again changes nothing: 'repeated'.
 */
export async function takeResponse(container: Container, response: ResponseRecord): Promise<'accepted' | 'repeated'> {
  const { hotState } = container;
  const { registry } = decisionServiceOf(container);
  const idempotencyKey = `response:${response.responseId}`;
  for (let attempt = 0; attempt < mostAttempts; attempt += 1) {
    const ending = endingKinds.has(response.kind);
    const campaigns = ending ? registry.active(response.campaignId) : [];
    const stateKey = hotKeys.state(response.customerId);
    const [stateText, ...customers] = ending ? await hotState.getMany([stateKey, ...campaigns.map(({ campaign, load }) => hotKeys.customer(campaign.id, load, response.customerId))]) : [undefined];
    const state = readState(stateText);
    const atMs = Date.parse(response.at);
    const after = ending ? stateAfterConversion(state, response.campaignId, atMs) : state;
    const takes: Take[] = [];
    const ended: string[] = [];
    campaigns.forEach(({ campaign, attributes }, index) => {
      const entry = customers[index];
      if (entry === undefined || isConverted(campaign, state) || !isConverted(campaign, after)) return;
      ended.push(campaign.id);
      // Given back from now on, not from when the payment was made: weeks that are over cannot use it.
      for (const { account, week, by } of releasedByConversion(campaign, readCustomer(entry, attributes), state, container.now().getTime())) {
        takes.push({ key: hotKeys.account(campaign.id, account, week), by: -by, atMost: account.atMost });
      }
    });
    const line: ResponseEntry = { kind: 'response', response, ended };
    const result = await hotState.commit({
      idempotencyKey,
      entry: JSON.stringify(line),
      takes,
      ...(ending ? { expect: [{ key: stateKey, value: stateText }], puts: [{ key: stateKey, value: printState(after, container.now().getTime()) }] } : {}),
    });
    if (result.ok) return 'accepted';
    if (result.why === 'repeated') return 'repeated';
  }
  throw new ProblemError('overloaded', 'Too many requests for one customer at once; try again in a second', { retryAfterSeconds: 1 });
}
