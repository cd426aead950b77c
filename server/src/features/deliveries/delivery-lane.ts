import type { DeliveryDocument } from '@arbiter/contracts';
import type { Container } from '../../container.js';
import type { Timer } from '../../ports/hot-state.js';
import { configurationOf } from '../configuration/api.js';
import { deliveryTimerKind } from './delivery-order.js';
import { takeRate } from './delivery-rate.js';
import { isOver } from './delivery-state.js';
import { placeInInbox, removeFromInbox } from './inbox.js';
import { runBatch } from './run-batch.js';
import { sendMessage } from './send-message.js';
import { readDue, type DueDelivery } from './sending-facts.js';
import { settle } from './settle-delivery.js';

const atOnce = 32;
/** Whatever is under way when a process dies is left to a person where the provider cannot tell repeats: little of it at a time. */
const atOnceWithoutKeys = 8;
const pollMs = 500;
const troubleMs = 5_000;

/** Works off what is due in one channel. Channels know nothing of each other: a gateway that hangs holds up its own messages alone. */
export class DeliveryLane {
  private readonly busy = new Map<string, Promise<void>>();
  private readonly ending = new AbortController();
  private running: Promise<void> | undefined;
  private wake: (() => void) | undefined;
  /** Until then the rate lets nothing through. */
  private blockedUntilMs = 0;
  private stopping = false;

  constructor(private readonly container: Container, readonly channel: string) {}

  start(): void {
    this.running ??= this.loop();
  }

  /** What was begun is broken off: the next process finds it as a crash would leave it, but most of it ends in time. */
  async stop(graceMs = 10_000): Promise<void> {
    const timer = setTimeout(() => this.ending.abort(new Error('the server is stopping')), graceMs);
    this.stopping = true;
    this.wake?.();
    await this.running;
    await Promise.allSettled(this.busy.values());
    clearTimeout(timer);
  }

  /** Works until nothing is due any more, and returns how many deliveries were looked at. For tests and tools. */
  async runDue(): Promise<number> {
    for (let total = 0; ; ) {
      const done = await this.turn();
      await Promise.all(this.busy.values());
      if (done === 0) return total;
      total += done;
    }
  }

  private async loop(): Promise<void> {
    while (!this.stopping) {
      let pause = pollMs;
      try {
        if ((await this.turn()) > 0) pause = this.busy.size >= atOnce ? pollMs : 0;
      } catch (error) {
        this.container.log.warn({ err: error, channel: this.channel }, 'deliveries of a channel could not be looked after; they are tried again');
        pause = troubleMs;
      }
      if (pause > 0 && !this.stopping) await this.sleep(pause);
    }
  }

  private sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  private async turn(): Promise<number> {
    const { container, channel } = this;
    const configuration = configurationOf(container).current();
    const document = configuration.find('delivery-ways', channel)?.document;
    const nowMs = container.now().getTime();
    if (!document) return this.cancelDue(nowMs);
    if (!document.active || nowMs < this.blockedUntilMs) return 0;
    const way = container.deliveryGateway.open(channel, document.way);
    if (way.kind === 'batches') return runBatch(container, channel, document, way, this.ending.signal);
    const due = await this.due(nowMs, document, way.kind === 'messages' && !way.honoursKeys ? atOnceWithoutKeys : atOnce);
    const ready: DueDelivery[] = [];
    await Promise.all(
      due.map(async (one) => {
        if (isOver(one.state)) return way.kind === 'pull' ? removeFromInbox(container, one) : this.drop(one.timer);
        if (one.verdict.may === 'send') ready.push(one);
        else await settle(container, one);
      }),
    );
    ready.sort((one, other) => one.timer.dueMs - other.timer.dueMs);
    if (way.kind === 'pull') {
      await Promise.all(ready.map((one) => placeInInbox(container, one, document)));
      return due.length;
    }
    const { granted, nextMs } = document.perMinute === undefined || ready.length === 0 ? { granted: ready.length, nextMs: nowMs } : await takeRate(container.hotState, channel, { wanted: ready.length, perMinute: document.perMinute, nowMs });
    if (granted < ready.length) this.blockedUntilMs = nextMs;
    for (const one of ready.slice(0, granted)) this.begin(one.timer.id, sendMessage(container, one, document, way, this.ending.signal));
    return due.length - (ready.length - granted);
  }

  private begin(id: string, work: Promise<void>): void {
    const done = work
      .catch((error: unknown) => this.container.log.warn({ err: error, timer: id }, 'the outcome of a delivery could not be recorded; it is looked at again when its lease ends'))
      .finally(() => {
        this.busy.delete(id);
        this.wake?.();
      });
    this.busy.set(id, done);
  }

  private async due(nowMs: number, document: DeliveryDocument, most: number): Promise<DueDelivery[]> {
    const free = most - this.busy.size;
    if (free <= 0) return [];
    const timers = (await this.container.hotState.dueTimers(deliveryTimerKind(this.channel), nowMs, atOnce)).filter(({ id }) => !this.busy.has(id)).slice(0, free);
    return readDue(this.container, timers, document, configurationOf(this.container).current());
  }

  private async drop(timer: Timer): Promise<void> {
    await this.container.hotState.commit({ endTimers: [timer] });
  }

  /** A channel that lost its way of delivery: what waits for it ends. */
  private async cancelDue(nowMs: number): Promise<number> {
    const timers = await this.container.hotState.dueTimers(deliveryTimerKind(this.channel), nowMs, atOnce);
    const due = await readDue(this.container, timers, { active: false, way: { kind: 'pull' } }, configurationOf(this.container).current());
    await Promise.all(due.map((one) => (isOver(one.state) ? this.drop(one.timer) : settle(this.container, { ...one, verdict: { may: 'never', status: 'cancelled', why: `The channel ${this.channel} has no way of delivery any more` } }))));
    return due.length;
  }
}
