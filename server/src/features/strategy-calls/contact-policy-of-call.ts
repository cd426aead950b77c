import type { CompiledStrategy } from '@arbiter/engine/strategy/compiled-strategy';
import type { StrategyServices } from '@arbiter/engine/strategy/strategy-services';
import type { Container } from '../../container.js';
import { asksContactPolicy, decisionServiceOf, withContactPolicy } from '../decisions/api.js';

/** Inputs that are taken for the customer where a publication does not name its own. */
const usualNames = ['customer', 'customer_id'];

/**
 * The services of one evaluation: where the strategy asks for the contact policy, with what is known at this moment of the customer that
 * the input names. `customerInput` is the input with the customer, `customer` or `customer_id` where left out; its value is a text or a number.
 */
export async function contactPolicyOfCall(container: Pick<Container, 'hotState'>, services: StrategyServices, compiled: CompiledStrategy, input: unknown, customerInput?: string): Promise<StrategyServices> {
  if (!asksContactPolicy(compiled) || typeof input !== 'object' || input === null) return services;
  const inputs = compiled.document.dataModel.inputs.map(({ name }) => name);
  const name = customerInput ?? usualNames.find((usual) => inputs.includes(usual));
  const value = name !== undefined && Object.hasOwn(input, name) ? (input as Record<string, unknown>)[name] : undefined;
  if (typeof value !== 'string' && typeof value !== 'number') return services;
  return withContactPolicy(services, { hotState: container.hotState, registry: decisionServiceOf(container as Container).registry }, { customerId: String(value) });
}

/** The customer that an input names, for the record: by the publication's own name for it, else by the usual ones. */
export function customerOf(input: Readonly<Record<string, unknown>>, customerInput?: string): { customerId?: string } {
  const name = customerInput ?? usualNames.find((usual) => Object.hasOwn(input, usual));
  const value = name !== undefined && Object.hasOwn(input, name) ? input[name] : undefined;
  return typeof value === 'string' || typeof value === 'number' ? { customerId: String(value) } : {};
}
