import type { HotState } from '../../ports/hot-state.js';
import { LmdbHotState } from './lmdb-hot-state.js';
import { RedisHotState } from './redis-hot-state.js';

export interface HotStateConfig {
  /** Redis when given, else LMDB in `directory`. */
  redisUrl?: string | undefined;
  /** Folder of the LMDB file, made when missing. */
  directory: string;
  /** How long an idempotency key is remembered; 7 days unless told. */
  idempotencyTtlMs?: number;
  /** Before every Redis key; lets several installations share one Redis. */
  redisKeyPrefix?: string;
  /** Told once when the store could lose what it acknowledged. */
  warn?: (message: string) => void;
}

export const defaultIdempotencyTtlMs = 7 * 24 * 60 * 60 * 1000;

/** Opens the store of the decision path that the configuration names, and fails when it does not answer. */
export async function openHotState(config: HotStateConfig): Promise<HotState> {
  const idempotencyTtlMs = config.idempotencyTtlMs ?? defaultIdempotencyTtlMs;
  if (config.redisUrl === undefined) return new LmdbHotState({ directory: config.directory, idempotencyTtlMs });
  const redis = new RedisHotState({ url: config.redisUrl, keyPrefix: config.redisKeyPrefix ?? '{arbiter}:', idempotencyTtlMs });
  try {
    await redis.ping();
    const fault = await redis.durabilityFault();
    if (fault !== undefined) config.warn?.(fault);
    return redis;
  } catch (error) {
    await redis.close();
    throw error;
  }
}
