import type { Almanac } from './almanac.js';
import { cacheKeyOf } from './cache-key.js';

export interface FactOptions {
  /** Whether a value that was worked out is kept for the rest of the run; true when left out. */
  cache?: boolean;
  /** Priority of comparisons of this fact that have none of their own; greater goes first, 1 when left out. */
  priority?: number;
}

export type DynamicFactCallback<T = unknown> = (params: Record<string, unknown>, almanac: Almanac) => T;

/** A constant, or a function that works the value out when a rule first asks for it. */
export class Fact<T = unknown> {
  static readonly CONSTANT = 'CONSTANT';
  static readonly DYNAMIC = 'DYNAMIC';

  readonly id: string;
  readonly type: string;
  readonly priority: number;
  readonly options: FactOptions;
  declare value?: T;
  declare calculationMethod?: DynamicFactCallback<T>;
  /** What tells two values of the fact apart; may be replaced. */
  cacheKeyMethod: (id: string, params: unknown) => unknown;

  constructor(id: string, valueOrMethod?: T | DynamicFactCallback<T>, options: FactOptions = {}) {
    if (!id) throw new Error('factId required');
    this.id = id;
    if (typeof valueOrMethod === 'function') this.calculationMethod = valueOrMethod as DynamicFactCallback<T>;
    else this.value = valueOrMethod as T;
    this.type = typeof valueOrMethod === 'function' ? Fact.DYNAMIC : Fact.CONSTANT;
    this.priority = Number.parseInt(String(options.priority || 1), 10);
    this.options = { cache: true, ...options };
    this.cacheKeyMethod = this.defaultCacheKeys;
  }

  static hashFromObject(value: unknown): string {
    return cacheKeyOf(value);
  }

  isConstant(): boolean {
    return this.type === Fact.CONSTANT;
  }

  isDynamic(): boolean {
    return this.type === Fact.DYNAMIC;
  }

  calculate(params: Record<string, unknown>, almanac: Almanac): T {
    if (Object.hasOwn(this, 'value')) return this.value as T;
    return this.calculationMethod!(params, almanac);
  }

  defaultCacheKeys(id: string, params: unknown): unknown {
    return { params, id };
  }

  /** Undefined where values of the fact are not kept. */
  getCacheKey(params: unknown): string | undefined {
    return this.options.cache === true ? Fact.hashFromObject(this.cacheKeyMethod(this.id, params)) : undefined;
  }
}
