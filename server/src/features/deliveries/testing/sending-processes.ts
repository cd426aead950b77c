import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Action, DeliveryWay } from '@arbiter/contracts';
import type { CustomerProfile } from '@arbiter/engine';
import { openHotState } from '../../../adapters/hot-state/open-hot-state.js';
import type { HotState } from '../../../ports/hot-state.js';
import { buildChildEntry } from '../../../testing/child-entry.js';
import { makeConfiguration, type Configured } from '../../configuration/api.js';
import { hotKeys, printProfile } from '../../decisions/api.js';
import { deliveryTimer } from '../delivery-order.js';
import { deliveryKeys, readDelivery, type DeliveryState } from '../delivery-state.js';
import type { DeliveryEntry } from '../record-delivery.js';
import type { ChildSettings } from './deliveries-child.js';

const title = { ru: '', en: '' };
export const customerOf = (index: number) => `c${index % 20}`;

/** Processes that send, over one hot state; the test keeps the other end. */
export class SendingProcesses {
  private readonly children: ChildProcess[] = [];

  private constructor(readonly folder: string, readonly hotState: HotState, private readonly entry: string, private readonly settings: Omit<ChildSettings, 'nowMs'>) {}

  static async open(ways: Record<string, { way: DeliveryWay; perMinute?: number }>, redisUrl?: string): Promise<SendingProcesses> {
    const folder = await mkdtemp(join(tmpdir(), 'arbiter-sending-'));
    const place = { directory: join(folder, 'hot'), ...(redisUrl === undefined ? {} : { redisUrl }) };
    const hotState = await openHotState({ ...place, warn: () => undefined });
    const configuration: Configured[] = [
      { kind: 'placements', id: 'out', version: 1, document: { title: 'Out', active: true, inbound: false } } as Configured,
      ...Object.entries(ways).map(([id, way]) => ({ kind: 'delivery-ways', id, version: 1, document: { active: true, ...way } }) as Configured),
    ];
    const actions = Object.keys(ways).map((channel): Action => ({ id: `offer-${channel}`, title, channel, stage: 'offer', costMinor: 100, message: { subject: 'For {name}', body: 'Hello {name}' } }));
    const profile = (id: string): CustomerProfile => ({ attributes: { name: `Client ${id}`, email: `${id}@client.example` }, timeZone: 'Europe/Moscow', consent: true, refusedChannels: [], contacts: [], points: 0 });
    await hotState.putMany(Array.from({ length: 20 }, (_, index) => [hotKeys.profile(customerOf(index)), printProfile(profile(customerOf(index)))] as const));
    const entry = await buildChildEntry(fileURLToPath(new URL('deliveries-child.ts', import.meta.url)));
    return new SendingProcesses(folder, hotState, entry, { hotState: place, dataDir: folder, configuration, actions });
  }

  /** Leaves the timers of decisions, as their commits do. */
  async decide(channel: string, ids: readonly string[], nowMs: number): Promise<void> {
    const configuration = makeConfiguration(this.settings.configuration);
    const at = new Date(nowMs).toISOString();
    const timers = ids.map((decisionId, index) => deliveryTimer(configuration, { decisionId, customerId: customerOf(index), campaignId: null, at, outcome: 'action', source: 'placement', placement: 'out', arm: null, reasons: [], refused: [], version: 'v', action: { id: `offer-${channel}`, channel, stage: 'offer', valueMinor: null } }, { costMinor: 100 })!);
    await this.hotState.commit({ timers });
  }

  start(nowMs: number, more: Pick<ChildSettings, 'dieAt' | 'driven'> = {}): ChildProcess {
    const child = spawn(process.execPath, [this.entry, JSON.stringify({ ...this.settings, nowMs, ...more })], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    this.children.push(child);
    return child;
  }

  async statesOf(ids: readonly string[]): Promise<DeliveryState[]> {
    return (await this.hotState.getMany(ids.map((id) => deliveryKeys.state(id)))).map((text) => readDelivery(text)!);
  }

  /** What the journal says last of each delivery. */
  async journalled(): Promise<Map<string, string>> {
    const lines = (await this.hotState.readJournal(0, 10_000)).map(({ entry }) => JSON.parse(entry) as DeliveryEntry);
    return new Map(lines.flatMap(({ changes }) => changes.map(({ order, status }) => [order.deliveryId, status] as const)));
  }

  async close(): Promise<void> {
    await Promise.all(this.children.map(kill));
    await this.hotState.close();
    await rm(this.folder, { recursive: true, force: true });
  }
}

export async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}
