import { customerId, type Instance } from '../problem/instance.js';

export type AddFault = (path: string, code: string, message: string) => void;

/** How messages name a customer. */
export function nameOf(instance: Instance, customer: number): string {
  return JSON.stringify(customerId(instance, customer));
}
