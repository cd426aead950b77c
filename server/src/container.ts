import { existsSync, readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { StrategyServices } from '@arbiter/engine/strategy/strategy-services';
import type { Logger } from 'pino';
import { createThreadBatchRunner } from './adapters/batch/thread-batch-runner.js';
import { openAnalytics } from './adapters/clickhouse/open-analytics.js';
import { openDeliveryGateway } from './adapters/delivery/open-delivery-gateway.js';
import { GuardedHotState } from './adapters/hot-state/guarded-hot-state.js';
import { openHotState } from './adapters/hot-state/open-hot-state.js';
import { openOnnx } from './adapters/onnx/open-onnx.js';
import { openPython } from './adapters/python/open-python.js';
import { openJobQueue } from './adapters/jobs/open-job-queue.js';
import { openRepository, pingRepository, repositoryOptions, type Repository } from './adapters/postgres/open-repository.js';
import { createThreadReportFileWriter } from './adapters/report-files/thread-report-file-writer.js';
import { openSourceConnections } from './adapters/sql-sources/open-source-connections.js';
import { createThreadOptimiser } from './adapters/solver/thread-optimiser.js';
import { createThreadTableWorkbooks } from './adapters/table-workbooks/thread-table-workbooks.js';
import type { Config } from './config/config.js';
import { lockDataFolder } from './data-folder-lock.js';
import type { JobService } from './features/jobs/api.js';
import { createJobService } from './features/jobs/job-service.js';
import { createModelService, readModelFile } from './features/models/api.js';
import { createStrategyServices, SourceRegistry } from './features/sources/api.js';
import { createLog } from './http/create-log.js';
import { createMetrics, type Metrics } from './metrics.js';
import type { Analytics } from './ports/analytics.js';
import type { BatchRunner } from './ports/batch-runner.js';
import type { DeliveryGateway } from './ports/delivery.js';
import type { HotState } from './ports/hot-state.js';
import type { JobQueue } from './ports/job-queue.js';
import type { OnnxScorer } from './ports/onnx-scorer.js';
import type { Optimiser } from './ports/optimiser.js';
import type { PythonRunner } from './ports/python-runner.js';
import type { ReportFileWriter } from './ports/report-files.js';
import type { SqlGate } from './ports/sql-gate.js';
import type { TableWorkbooks } from './ports/table-workbooks.js';
import { projectRoot } from './project-root.js';

export type ComponentName = 'repository' | 'analytics' | 'hotState' | 'jobQueue';

export interface ComponentHealth {
  name: ComponentName;
  /** What answers: PostgreSQL, PGlite, ClickHouse, chDB … */
  engine: string;
  ok: boolean;
  latencyMs: number;
  error?: string;
}

/** Everything that the features need of the outside; made once, by the only code that picks adapters. */
export interface Container {
  readonly config: Config;
  readonly log: Logger;
  readonly now: () => Date;
  readonly version: string;
  readonly repository: Repository;
  readonly analytics: Analytics;
  readonly hotState: HotState;
  readonly jobQueue: JobQueue;
  readonly jobs: JobService;
  readonly optimiser: Optimiser;
  /** Evaluates strategies over many rows. */
  readonly batchRunner: BatchRunner;
  readonly metrics: Metrics;
  /** Sources of strategies by name. */
  readonly sources: SourceRegistry;
  /** The only way by which SQL of users reaches the analytical store. */
  readonly sqlGate: SqlGate;
  /** Scores ONNX models; its process starts with the first one. */
  readonly onnx: OnnxScorer;
  /** Runs code of Python nodes; its processes start with the first row. */
  readonly python: PythonRunner;
  /** What strategies ask of the outside while they are evaluated. */
  readonly strategyServices: StrategyServices;
  /** Absolute paths; they exist. `scratch` is for files of work in progress and may be emptied at any start. */
  readonly folders: { readonly data: string; readonly imports: string; readonly uploads: string; readonly exports: string; readonly scratch: string };
  /** The ways by which messages leave. */
  readonly deliveryGateway: DeliveryGateway;
  /** Makes PDFs, workbooks and pictures of reports, in a thread of its own. */
  readonly reportFiles: ReportFileWriter;
  /** Decision tables as workbooks. */
  readonly tableWorkbooks: TableWorkbooks;
  /** Process of the embedded ClickHouse engine. */
  engineProcessId(): number | undefined;
  /** Asks each component whether it answers. */
  checkComponents(): Promise<ComponentHealth[]>;
  /** Stops work, then closes the stores. Safe to call twice. */
  close(): Promise<void>;
}

export interface ContainerOptions {
  log?: Logger;
  now?: () => Date;
  /** Measurements of the process itself belong to one container of a process. */
  processMetrics?: boolean;
}

const checkTimeoutMs = 5_000;

async function checkComponent(name: ComponentName, engine: string, ping: () => Promise<unknown>): Promise<ComponentHealth> {
  const startedAt = performance.now();
  const latencyMs = () => Math.round((performance.now() - startedAt) * 10) / 10;
  let timer: NodeJS.Timeout | undefined;
  try {
    await Promise.race([
      ping(),
      new Promise<never>((_, reject) => {
        timer = setTimeout(() => reject(new Error(`no answer within ${checkTimeoutMs} ms`)), checkTimeoutMs);
      }),
    ]);
    return { name, engine, ok: true, latencyMs: latencyMs() };
  } catch (error) {
    return { name, engine, ok: false, latencyMs: latencyMs(), error: error instanceof Error ? error.message : String(error) };
  } finally {
    clearTimeout(timer);
  }
}

export function readVersion(): string {
  const file = join(projectRoot, 'package.json');
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version : '0.0.0';
}

/**
 * Opens the stores that the configuration names, in the order in which they depend on each other. When one fails, the
 * ones before it are closed again.
 * @throws DataFolderInUse when another process has the embedded stores
 */
export async function openContainer(config: Config, options: ContainerOptions = {}): Promise<Container> {
  const log = options.log ?? createLog(config.logLevel);
  const now = options.now ?? (() => new Date());
  const metrics = createMetrics({ processMetrics: options.processMetrics ?? false });
  const closers: { name: string; close: () => unknown }[] = [];
  let closing: Promise<void> | undefined;
  const close = () =>
    (closing ??= (async () => {
      for (const { name, close: closeOne } of closers.reverse()) {
        try {
          await closeOne();
        } catch (error) {
          log.warn({ err: error, component: name }, 'closing failed');
        }
      }
    })());
  const opened = async <T>(name: string, open: () => Promise<T>, closeOne: (value: T) => unknown): Promise<T> => {
    const startedAt = performance.now();
    const value = await open();
    closers.push({ name, close: () => closeOne(value) });
    log.debug({ component: name, tookMs: Math.round(performance.now() - startedAt) }, 'opened');
    return value;
  };

  const folders = { data: config.dataDir, imports: config.importDir, uploads: join(config.dataDir, 'uploads'), exports: join(config.dataDir, 'exports'), scratch: join(config.dataDir, 'scratch') };
  try {
    for (const folder of Object.values(folders)) await mkdir(folder, { recursive: true, mode: 0o700 });
    const embedded = !config.databaseUrl || !config.clickhouseUrl || !config.redisUrl;
    if (embedded) await opened('lock', () => lockDataFolder(config.dataDir), (lock) => lock.release());
    const onEngineEvent = (event: string, details: Record<string, unknown>) => {
      if (event === 'died') metrics.engineRestarts.inc();
      log[event === 'started' ? 'debug' : 'warn']({ component: 'analytics', event, ...details }, 'embedded ClickHouse');
    };
    // The engine starts in a process of its own, at the same time as the repository here.
    const opening = await Promise.allSettled([
      opened('analytics', () => openAnalytics(config, onEngineEvent), (handle) => handle.close()),
      opened('repository', () => openRepository(repositoryOptions(config)), (repository) => repository.destroy()),
    ]);
    const [analyticsOpening, repositoryOpening] = opening;
    if (analyticsOpening.status === 'rejected') throw analyticsOpening.reason;
    if (repositoryOpening.status === 'rejected') throw repositoryOpening.reason;
    const analytics = analyticsOpening.value;
    const repository = repositoryOpening.value;
    const hotState = await opened('hotState', async () => new GuardedHotState(await openHotState({ redisUrl: config.redisUrl, directory: join(config.dataDir, 'hot-state'), warn: (message) => log.warn({ component: 'hotState' }, message) }), config.redisUrl ? 'Redis' : 'LMDB', config.hotStateLimits), (store) => store.close());
    const jobQueue = await opened('jobQueue', () => openJobQueue({ redisUrl: config.redisUrl, directory: join(config.dataDir, 'queue'), warn: (message, error) => log.warn({ component: 'jobQueue', err: error }, message) }), (queue) => queue.close());
    const jobs = await opened('jobs', () => Promise.resolve(createJobService({ repository, jobQueue, log, now, concurrency: config.workerConcurrency, alone: !config.databaseUrl })), (service) => service.stop());
    const batchRunner = await opened(
      'batchRunner',
      () => Promise.resolve(createThreadBatchRunner({ threads: config.solverThreads, database: config.clickhouseDatabase, endpoint: analytics.endpoint, analytics: analytics.analytics, services: () => container.strategyServices })),
      (runner) => runner.close(),
    );
    const clock = () => performance.now();
    const connections = openSourceConnections(config, analytics.analytics, clock);
    const deliveryGateway = await opened('deliveryGateway', () => Promise.resolve(openDeliveryGateway({ config, now, clock })), (gateway) => gateway.close());
    const reportFiles = await opened('reportFiles', () => Promise.resolve(createThreadReportFileWriter()), (writer) => writer.close());
    const tableWorkbooks = await opened('tableWorkbooks', () => Promise.resolve(createThreadTableWorkbooks()), (workbooks) => workbooks.close());
    const sources = await opened('sources', () => Promise.resolve(new SourceRegistry({ repository, hotState, connections, config, clock, warn: (error) => log.warn({ component: 'sources', err: error }, 'a source could not be looked after') })), (registry) => registry.close());
    const warn = (component: string) => (message: string) => log.warn({ component }, message);
    const { pythonCommand: command, pythonProcesses: processes, pythonMemoryMb: memoryMb, pythonTimeoutMs: timeoutMs, pythonLibraries: libraries, pythonIsolation: isolation } = config;
    const python = await opened('python', () => Promise.resolve(openPython({ command, processes, memoryMb, timeoutMs, libraries, isolation, warn: warn('python') })), (runner) => runner.close());
    const onnx = await opened('onnx', () => Promise.resolve(openOnnx({ readModel: (contentHash) => readModelFile(repository, contentHash), memoryBytes: config.modelMemoryBytes })), (scorer) => scorer.close());
    const container: Container = {
      config, log, now, version: readVersion(), repository, analytics: analytics.analytics, hotState, jobQueue, jobs, metrics, folders, close,
      optimiser: createThreadOptimiser({ threads: config.solverThreads, database: config.clickhouseDatabase, endpoint: analytics.endpoint }),
      sources,
      deliveryGateway,
      reportFiles,
      tableWorkbooks,
      onnx,
      python,
      batchRunner,
      sqlGate: connections.analytics,
      strategyServices: createStrategyServices(sources, { python: (request, signal) => python.run(request.scope ?? 'server', request, signal), model: createModelService(repository, onnx) }),
      engineProcessId: () => analytics.engineProcessId(),
      checkComponents: () =>
        Promise.all([
          checkComponent('repository', config.databaseUrl ? 'PostgreSQL' : 'PGlite', () => pingRepository(repository)),
          checkComponent('analytics', config.clickhouseUrl ? 'ClickHouse' : 'chDB', () => analytics.analytics.ping()),
          checkComponent('hotState', config.redisUrl ? 'Redis' : 'LMDB', () => hotState.ping()),
          checkComponent('jobQueue', config.redisUrl ? 'BullMQ on Redis' : 'BullMQ on PGlite', () => jobQueue.ping()),
        ]),
    };
    return container;
  } catch (error) {
    await close();
    throw error;
  }
}
