import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RedisServer, startRedisServer } from '../../../testing/redis-server.js';

export interface Store {
  directory: string;
  redisUrl: string | undefined;
  stop(): Promise<void>;
}

const temporaryFolder = () => mkdtemp(join(tmpdir(), 'arbiter-hot-state-'));

/** What both adapters are tested on: a folder for LMDB, a real Redis. */
export const stores: Record<string, () => Promise<Store>> = {
  LMDB: async () => {
    const directory = await temporaryFolder();
    return { directory, redisUrl: undefined, stop: () => rm(directory, { recursive: true, force: true }) };
  },
  Redis: async () => {
    const server: RedisServer = await startRedisServer();
    return { directory: '', redisUrl: server.url, stop: server.stop };
  },
};
