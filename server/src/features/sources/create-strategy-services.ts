import { StrategyFailure, type StrategyServices } from '@arbiter/engine/strategy/strategy-services';
import { HttpCallError } from '../../ports/http-service.js';
import { SqlGateError } from '../../ports/sql-gate.js';
import { noStrategyServices } from '../../ports/strategy-services.js';
import { SharedCalls } from './shared-calls.js';
import type { SourceRegistry } from './source-registry.js';

const noCustomer = (): never => {
  throw new StrategyFailure('contact-policy-unavailable', 'The contact policy of the customer is not known to this call, so nothing is allowed: read it before (withContactPolicy), or let the way "error" go on without a contact', { retry: false });
};

/** Failures that would be the same the next time. */
const final = new Set(['sql-refused', 'too-many-rows', 'http-refused']);
const repeatable = new Set(['GET', 'PUT', 'DELETE']);

/**
 * What strategies may ask of the outside: sources through the registry, the rest as it is given. Without the state of one customer the
 * contact policy answers with a failure and never with a permission.
 */
export function createStrategyServices(registry: SourceRegistry, others: Partial<Omit<StrategyServices, 'sql' | 'http'>> = {}): StrategyServices {
  const queries = new SharedCalls<Record<string, unknown>[]>();
  return {
    sql(request, signal) {
      const { source, statement, parameters, rowLimit, timeoutMs } = request;
      return queries
        .run(JSON.stringify([source, statement, Object.entries(parameters).sort(([one], [other]) => (one < other ? -1 : 1)), rowLimit, timeoutMs]), signal, async (stop) => {
          const gate = await registry.sql(source);
          return (await gate.run({ statement, parameters, rowLimit, timeoutMs }, stop)).rows;
        })
        .catch((error: unknown) => {
          if (error instanceof SqlGateError) throw new StrategyFailure(error.code, `${source}: ${error.message}`, final.has(error.code) ? { retry: false } : undefined);
          throw error;
        });
    },
    async http({ service, ...call }, signal) {
      try {
        return await (service === undefined ? await registry.httpByAddress(call.url) : await registry.http(service)).call(call, signal);
      } catch (error) {
        if (!(error instanceof HttpCallError)) throw error;
        // A call that may have been carried out is repeated only where that does no harm, or where its key tells the service so.
        const again = !final.has(error.code) && (repeatable.has(call.method) || error.code === 'circuit-open' || Object.keys(call.headers).some((name) => name.toLowerCase() === 'idempotency-key'));
        throw new StrategyFailure(error.code, error.message, { ...error.details, ...(again ? {} : { retry: false }) });
      }
    },
    python: others.python ?? noStrategyServices.python,
    model: others.model ?? noStrategyServices.model,
    contactPolicy: others.contactPolicy ?? noCustomer,
    channel: others.channel ?? noCustomer,
  };
}
