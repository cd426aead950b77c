import type { Container } from '../../container.js';
import { ProblemError } from '../../http/problem-error.js';
import { servicesFor } from '../../ports/strategy-services.js';
import { contactPolicyOfCall } from '../strategy-calls/api.js';
import type { StrategyUnderTest } from './prepare-strategy.js';
import { testContext } from './prepare-strategy.js';
import type { ContextOfCase } from './run-suite.js';

/** Cases are evaluated as a call would be: with the services of the strategy, and the contact policy of the customer whom the input names. */
export function contextOfCases(container: Container, itemId: string, { compiled }: StrategyUnderTest): ContextOfCase {
  return async ({ now, timeZone, input }) => {
    const context = testContext(container, { ...(now === undefined ? {} : { now }), timeZone: requireTimeZone(timeZone) });
    return context.services ? { ...context, services: await contactPolicyOfCall(container, servicesFor(context.services, itemId), compiled, input) } : context;
  };
}

const known = new Set(['UTC']);

/** Throws validation-failed for what is no IANA zone. */
export function requireTimeZone(timeZone = 'UTC'): string {
  if (known.has(timeZone)) return timeZone;
  try {
    new Intl.DateTimeFormat('en', { timeZone });
  } catch {
    throw new ProblemError('validation-failed', `"${timeZone}" is no time zone: give an IANA name such as Europe/Moscow`);
  }
  if (known.size < 1_000) known.add(timeZone);
  return timeZone;
}
