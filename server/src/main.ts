import { rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import type { Job } from '@arbiter/contracts';
import closeWithGrace from 'close-with-grace';
import type { FastifyInstance } from 'fastify';
import { buildApp } from './app.js';
import type { Config } from './config/config.js';
import type { Language } from './config/language.js';
import { serverAddressFile } from './config/server-address.js';
import { openContainer, type Container } from './container.js';
import { removeOldExports } from './features/exports/api.js';
import { cleanStaging } from './features/imports/api.js';
import { createLog } from './http/create-log.js';
import { startFirstDemo } from './features/demo/api.js';
import { jobHandlers } from './job-handlers.js';

const graceMs = 20_000;
const portsTried = 50;
const endingSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
/** A second signal after this long ends the process at once. */
const impatienceMs = 1_000;

/** Whether the port can be listened on. */
function isFree(port: number, host: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) => (error.code === 'EADDRINUSE' ? resolve(false) : reject(error)));
    probe.listen({ port, host, exclusive: true }, () => probe.close(() => resolve(true)));
  });
}

/** The port that was asked for, or from the default on the first that is free. */
export async function choosePort(config: Pick<Config, 'port' | 'portGiven' | 'host'>): Promise<number> {
  if (config.portGiven || config.port === 0) return config.port;
  for (let port = config.port; port < config.port + portsTried; port += 1) if (await isFree(port, config.host)) return port;
  throw new Error(`Ports ${config.port} to ${config.port + portsTried - 1} are all taken. Set PORT to a free one.`);
}

export interface Running {
  container: Container;
  app: FastifyInstance;
  /** Where people open it. */
  address: string;
  /** The job that tells the demo company, when this start found the stores empty. */
  demo?: Job;
  close(): Promise<void>;
}

/**
 * Starts the roles that the configuration asks for: answers requests, does long work, or both. A worker listens as
 * well, for its health and measurements.
 */
export async function start(config: Config, language: Language = 'ru'): Promise<Running> {
  const log = createLog(config.logLevel);
  const container = await openContainer(config, { log, processMetrics: true });
  try {
    const app = await buildApp(container);
    await app.listen({ host: config.host, port: await choosePort(config) });
    const listening = app.server.address();
    const port = typeof listening === 'object' && listening !== null ? listening.port : config.port;
    const host = ['0.0.0.0', '::'].includes(config.host) ? 'localhost' : config.host.includes(':') ? `[${config.host}]` : config.host;
    await cleanStaging(container).catch((error: unknown) => log.warn({ err: error }, 'staging tables of earlier imports stay'));
    await removeOldExports(container).catch((error: unknown) => log.warn({ err: error }, 'expired exports stay'));
    if (config.role !== 'api') await container.jobs.startWorking(container, jobHandlers);
    const demo = config.demo && config.role !== 'worker' ? await startFirstDemo(container, { customers: config.demoCustomers, language }) : undefined;
    log.info({ role: config.role, profile: config.profile, port }, 'started');
    // For the command line, which works through the server that holds the data folder.
    const address = `http://${host}:${port}`;
    const addressFile = join(config.dataDir, serverAddressFile);
    writeFileSync(addressFile, `${address}\n`, { mode: 0o600 });
    let closing: Promise<void> | undefined;
    // Requests end first, then jobs are handed back, then the stores close.
    const close = () => (closing ??= app.close().finally(() => {
      rmSync(addressFile, { force: true });
      return container.close();
    }));
    return { container, app, address, ...(demo ? { demo } : {}), close };
  } catch (error) {
    await container.close();
    throw error;
  }
}

/** Starts and stays until a signal comes; what is under way then gets some seconds to end. */
export async function runUntilStopped(config: Config, language?: Language): Promise<Running> {
  const running = await start(config, language);
  const grace = closeWithGrace({ delay: graceMs, logger: false, skip: [...endingSignals] }, async ({ err }) => {
    if (err) running.container.log.fatal({ err }, 'ending after an error');
    await running.close();
  });
  // Ctrl+C reaches every process of a terminal, and `npm start` hands it on: the same wish twice at once is one wish.
  let firstAt: number | undefined;
  for (const name of endingSignals) {
    process.on(name, () => {
      if (firstAt !== undefined && Date.now() - firstAt > impatienceMs) process.exit(1);
      if (firstAt !== undefined) return;
      firstAt = Date.now();
      running.container.log.info({ signal: name }, 'ending');
      void grace.close();
    });
  }
  return running;
}
