import type { CompiledStrategy } from '@arbiter/engine/strategy/compiled-strategy';

const asking = new WeakMap<CompiledStrategy, boolean>();

/** True where the strategy, or one that it runs as part of itself, has a node of contact policy or channel. */
export function asksContactPolicy(compiled: CompiledStrategy): boolean {
  let asks = asking.get(compiled);
  if (asks === undefined) asking.set(compiled, (asks = /R\.askService\(run, "(contactPolicy|channel)"/.test(compiled.code)));
  return asks;
}
