import type { Action } from '@arbiter/contracts';
import { Kysely, PostgresDialect } from 'kysely';
import { pino } from 'pino';
import { openDeliveryGateway } from '../../../adapters/delivery/open-delivery-gateway.js';
import { openHotState } from '../../../adapters/hot-state/open-hot-state.js';
import type { Container } from '../../../container.js';
import type { HotState } from '../../../ports/hot-state.js';
import type { Database } from '../../../repository/tables.js';
import { configurationOf, type Configured } from '../../configuration/api.js';
import { DeliveryWorker } from '../delivery-worker.js';

/** What a process that sends is started with: the JSON of its first argument. */
export interface ChildSettings {
  hotState: { directory: string; redisUrl?: string };
  dataDir: string;
  configuration: Configured[];
  actions: Action[];
  /** Its clock begins there and goes on. */
  nowMs: number;
  /** Waits for instants on its channel to its parent, and works off what is due at each; else it works by itself. */
  driven?: boolean;
  /** Kills itself at this change of a batch, counted from one. */
  dieAt?: { change: number; when: 'before' | 'after' };
}

/** Sends what is due, over a hot state that others share, until it is killed. */
const settings = JSON.parse(process.argv[2]!) as ChildSettings;
let offsetMs = settings.nowMs - Date.now();
const now = () => new Date(Date.now() + offsetMs);
const hotState = dying(await openHotState({ ...settings.hotState, warn: () => undefined }));
const config = { secretOf: () => undefined, dataDir: settings.dataDir, httpLimits: { connections: 32 } };
const deliveryGateway = openDeliveryGateway({ config, now, clock: () => performance.now() } as unknown as Parameters<typeof openDeliveryGateway>[0]);
const container = { config, hotState, now, log: pino({ level: 'warn' }, process.stderr), repository: repositoryOf(settings), deliveryGateway } as unknown as Container;
const worker = new DeliveryWorker(container);

if (settings.driven) {
  await configurationOf(container).refresh();
  process.on('message', (nowMs: number) => {
    offsetMs = nowMs - Date.now();
    void worker.runDue().then((looked) => process.send!(looked));
  });
  process.send!('ready');
} else await worker.start();

/** The tables that the sender reads, with rows that never change: a database that is killed with the process is the matter of other tests. */
function repositoryOf({ configuration, actions }: ChildSettings): Kysely<Database> {
  const rows = (text: string): object[] => {
    if (text.includes('from "configuration"')) return configuration.map((one) => ({ ...one, author: null, created_at: new Date(0) }));
    if (text.includes('from "actions"')) return actions.map(({ id, title, channel, stage, costMinor, ...details }) => ({ id, title, channel, stage, cost_minor: costMinor, details }));
    if (text.includes('from "channels"')) return [...new Set(actions.map(({ channel }) => channel))].map((id) => ({ id, title: { ru: '', en: '' } }));
    throw new Error(`Not foreseen: ${text}`);
  };
  const query = (text: string) => {
    const found = rows(text);
    return Promise.resolve({ command: 'SELECT' as const, rowCount: found.length, rows: found });
  };
  const client = { query, release: () => undefined } as never;
  return new Kysely<Database>({ dialect: new PostgresDialect({ pool: { connect: () => Promise.resolve(client), end: () => Promise.resolve() } }) });
}

/** The same store, with which the process ends by SIGKILL right before or after a change of a batch. */
function dying(store: HotState): HotState {
  const { dieAt } = settings;
  if (!dieAt) return store;
  let changes = 0;
  const end = () => {
    process.kill(process.pid, 'SIGKILL');
    return new Promise<never>(() => undefined);
  };
  return new Proxy(store, {
    get(target, name) {
      const value = Reflect.get(target, name, target) as unknown;
      if (name !== 'commit') return typeof value === 'function' ? (value.bind(target) as unknown) : value;
      return async (commit: Parameters<HotState['commit']>[0]) => {
        const counts = commit.puts?.some(({ key }) => key.startsWith('delivery-batch:')) === true && ++changes === dieAt.change;
        if (counts && dieAt.when === 'before') return end();
        const result = await target.commit(commit);
        return counts ? end() : result;
      };
    },
  });
}
