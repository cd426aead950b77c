import { randomUUID } from 'node:crypto';
import type { DeliveryDocument } from '@arbiter/contracts';
import type { Container } from '../../container.js';
import type { BatchWriter } from '../../ports/delivery.js';
import { configurationOf } from '../configuration/api.js';
import { batchHeader, batchRow, type BatchShape } from './batch-rows.js';
import { deliveryTimerKind } from './delivery-order.js';
import { deliveryKeys, ended, isOver, printDelivery, readDelivery, withReport, withStatus, type DeliveryState } from './delivery-state.js';
import { entryOf, recordDelivery, writesOf } from './record-delivery.js';
import { messageOf, waitBefore } from './send-message.js';
import { readDue } from './sending-facts.js';
import { settle } from './settle-delivery.js';

/** The batch of a channel that is being made. One at a time; what is under way is finished by whoever comes next. */
interface BatchRecord {
  sequence: number;
  stage: 'idle' | 'collecting' | 'writing' | 'marking';
  name: string;
  shape: BatchShape;
  parts: number;
  /** Parts whose deliveries are marked as sent. */
  marked: number;
  characters: number;
  /** What is due up to this instant belongs to it. */
  boundaryMs: number;
  attempts: number;
  place: string;
  owner: string;
  /** Others leave it alone until then. */
  leaseMs: number;
}
interface BatchPart {
  ids: string[];
  rows: string[];
}

/** One for each set of stores of a process. */
const owners = new WeakMap<Container['hotState'], string>();
function ownerOf({ hotState }: Pick<Container, 'hotState'>): string {
  const owner = owners.get(hotState) ?? randomUUID();
  owners.set(hotState, owner);
  return owner;
}

const partSize = 200;
const mostParts = 50;
const mostCharacters = 4 * 2 ** 20;
const leaseLengthMs = 2 * 60_000;
const idle: Omit<BatchRecord, 'sequence'> = { stage: 'idle', name: '', shape: { format: 'csv', attributes: [] }, parts: 0, marked: 0, characters: 0, boundaryMs: 0, attempts: 0, place: '', owner: '', leaseMs: 0 };

type Stores = Pick<Container, 'repository' | 'hotState' | 'now' | 'log'>;

/**
 * Collects what a channel has due into a batch, writes it, and marks its deliveries as sent. The name of the batch and its rows are in the
 * hot state before anything is written, and a repeat writes the same rows under the same name, so that each delivery is in one batch, once,
 * wherever the process is killed. Returns how much was done; 0 where there is nothing to do now.
 */
export async function runBatch(stores: Stores, channel: string, document: DeliveryDocument, writer: BatchWriter, signal: AbortSignal): Promise<number> {
  const { way } = document;
  if (way.kind !== 'file' && way.kind !== 's3') return 0;
  const batch = new Batch(stores, channel);
  if (!(await batch.take(way))) return 0;
  const { record } = batch;
  if (record.stage === 'collecting') await collect(batch, document);
  if (batch.record.stage === 'writing') {
    const name = `${batch.record.name}.${batch.record.shape.format}`;
    try {
      const place = await writer.write(name, await batch.content(), AbortSignal.any([signal, AbortSignal.timeout(leaseLengthMs / 2)]));
      if (!(await batch.save({ stage: 'marking', place }))) return 1;
    } catch (error) {
      const attempts = batch.record.attempts + 1;
      stores.log.warn({ err: error, channel, batch: name, attempts }, 'a batch of deliveries could not be written; it is tried again');
      // Given back to anybody, after a while.
      await batch.save({ attempts, owner: '' }, waitBefore(attempts, name));
      return 0;
    }
  }
  if (batch.record.stage === 'marking') await mark(batch);
  return 1;
}

class Batch {
  record: BatchRecord = { ...idle, sequence: 0 };
  private text: string | undefined;

  constructor(readonly stores: Stores, readonly channel: string) {}

  /** Takes up the batch under way, or begins one where something is due; false where there is nothing for this process to do. */
  async take(way: Extract<DeliveryDocument['way'], { kind: 'file' | 's3' }>): Promise<boolean> {
    const { hotState, now } = this.stores;
    [this.text] = await hotState.getMany([deliveryKeys.batch(this.channel)]);
    if (this.text !== undefined) this.record = JSON.parse(this.text) as BatchRecord;
    const nowMs = now().getTime();
    if (this.record.stage !== 'idle') {
      if (this.record.owner !== ownerOf(this.stores) && nowMs < this.record.leaseMs) return false;
      return this.save({});
    }
    const everyMs = way.everyMinutes * 60_000;
    const boundaryMs = Math.floor(nowMs / everyMs) * everyMs;
    const { earliestMs } = await hotState.timersOf(deliveryTimerKind(this.channel));
    if (earliestMs === undefined || earliestMs > boundaryMs) return false;
    const sequence = this.record.sequence + 1;
    const name = `${this.channel}-${new Date(boundaryMs).toISOString().replace(/[-:]|\.\d{3}/g, '')}-${String(sequence).padStart(6, '0')}`;
    return this.save({ ...idle, sequence, stage: 'collecting', name, boundaryMs, shape: { format: way.format, attributes: way.attributes ?? [] } });
  }

  /** Changes the record, with whatever else belongs to the step; false where somebody else has changed it. */
  async save(change: Partial<BatchRecord>, leaseMs = leaseLengthMs, more: Omit<Parameters<Stores['hotState']['commit']>[0], 'idempotencyKey'> = {}): Promise<boolean> {
    const key = deliveryKeys.batch(this.channel);
    const next: BatchRecord = { ...this.record, owner: ownerOf(this.stores), leaseMs: this.stores.now().getTime() + leaseMs, ...change };
    const text = JSON.stringify(next);
    const result = await this.stores.hotState.commit({ ...more, expect: [{ key, value: this.text }, ...(more.expect ?? [])], puts: [{ key, value: text }, ...(more.puts ?? [])] });
    if (!result.ok) return false;
    this.record = next;
    this.text = text;
    return true;
  }

  partKey(part: number): string {
    return deliveryKeys.batchPart(this.channel, this.record.name, part);
  }

  async content(): Promise<string> {
    const texts = await this.stores.hotState.getMany(Array.from({ length: this.record.parts }, (_, part) => this.partKey(part)));
    return batchHeader(this.record.shape) + texts.flatMap((text) => (JSON.parse(text!) as BatchPart).rows).join('');
  }
}

/** Takes what is due, part by part: with the part's commit its deliveries belong to this batch and to no other. */
async function collect(batch: Batch, document: DeliveryDocument): Promise<void> {
  const { stores, channel } = batch;
  const { hotState, now } = stores;
  const configuration = configurationOf(stores).current();
  while (batch.record.parts < mostParts && batch.record.characters < mostCharacters) {
    const nowMs = now().getTime();
    const timers = await hotState.dueTimers(deliveryTimerKind(channel), batch.record.boundaryMs, partSize);
    if (timers.length === 0) break;
    const due = await readDue(stores, timers, document, configuration);
    const part: BatchPart = { ids: [], rows: [] };
    const taken: { before: string | undefined; state: DeliveryState; timer: (typeof due)[number]['timer'] }[] = [];
    await Promise.all(
      due.map(async (one) => {
        if (isOver(one.state)) return void (await hotState.commit({ endTimers: [one.timer] }));
        if (one.verdict.may !== 'send') return settle(stores, one);
        const made = messageOf(one, document.way);
        if (!made.ok) return void (await recordDelivery(hotState, ended(one.state, 'failed', nowMs, made.why), { before: one.text, nowMs, endTimers: [one.timer] }));
        part.ids.push(one.state.order.deliveryId);
        part.rows.push(batchRow(made.message, one.attributes, batch.record.shape));
        taken.push({ before: one.text, timer: one.timer, state: withStatus(one.state, 'sending', nowMs, `In the batch ${batch.record.name}`, { attempts: one.state.attempts + 1 }) });
      }),
    );
    if (taken.length === 0) continue;
    const characters = batch.record.characters + part.rows.reduce((sum, row) => sum + row.length, 0);
    const saved = await batch.save({ parts: batch.record.parts + 1, characters }, leaseLengthMs, {
      expect: taken.map(({ before, state }) => ({ key: deliveryKeys.state(state.order.deliveryId), value: before })),
      puts: [{ key: batch.partKey(batch.record.parts), value: JSON.stringify(part) }, ...taken.map(({ state }) => ({ key: deliveryKeys.state(state.order.deliveryId), value: printDelivery(state) }))],
      endTimers: taken.map(({ timer }) => timer),
    });
    if (!saved) return;
  }
  await batch.save(batch.record.parts === 0 ? { ...idle, owner: '' } : { stage: 'writing' });
}

async function mark(batch: Batch): Promise<void> {
  const { hotState, now } = batch.stores;
  while (batch.record.marked < batch.record.parts) {
    const key = batch.partKey(batch.record.marked);
    const [text] = await hotState.getMany([key]);
    const ids = text === undefined ? [] : (JSON.parse(text) as BatchPart).ids;
    const texts = await hotState.getMany(ids.map((id) => deliveryKeys.state(id)));
    const nowMs = now().getTime();
    const changed = texts.flatMap((before) => {
      const state = readDelivery(before);
      const next = state && withReport(state, 'sent', nowMs, batch.record.place);
      return next ? [{ before, next, ...writesOf(next, nowMs) }] : [];
    });
    const saved = await batch.save({ marked: batch.record.marked + 1 }, leaseLengthMs, {
      expect: changed.map(({ before, next }) => ({ key: deliveryKeys.state(next.order.deliveryId), value: before })),
      puts: [{ key, value: undefined }, ...changed.flatMap(({ puts }) => puts)],
      timers: changed.flatMap(({ timers }) => timers),
      ...(changed.length > 0 ? { entry: entryOf(changed.map(({ next }) => next)) } : {}),
    });
    // A status came in between, or another process is at it: whoever comes next goes on from here.
    if (!saved) return;
  }
  await batch.save({ ...idle, sequence: batch.record.sequence, owner: '' });
}
