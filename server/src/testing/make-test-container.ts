import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseConfig, type Config } from '../config/config.js';
import { openContainer, type Container, type ContainerOptions } from '../container.js';
import { createLog } from '../http/create-log.js';

/** A configuration with stores of its own in a new folder, quiet, with replies checked against their schemas. */
export async function makeTestConfig(changes: Partial<Config> = {}): Promise<Config> {
  const dataDir = changes.dataDir ?? (await mkdtemp(join(tmpdir(), 'arbiter-test-')));
  return parseConfig(
    { ARBITER_DATA_DIR: dataDir },
    { port: 0, portGiven: true, logLevel: 'silent', demo: false, checkReplies: true, clickhouseMemoryBytes: 1.5 * 2 ** 30, ...changes },
  );
}

/**
 * The whole set of embedded stores (or those that `changes` name) in a new folder. Closing it removes the folder.
 * It needs the built files of the engine's process: `node scripts/build.mjs --no-page`.
 */
export async function makeTestContainer(changes: Partial<Config> = {}, options: ContainerOptions = {}): Promise<Container> {
  const config = await makeTestConfig(changes);
  const container = await openContainer(config, { log: createLog(config.logLevel), ...options });
  return {
    ...container,
    async close() {
      await container.close();
      if (changes.dataDir === undefined) await rm(config.dataDir, { recursive: true, force: true });
    },
  };
}
