import type { Container } from '../../container.js';
import { configurationOf } from '../configuration/api.js';
import { registerTimer } from '../timers/api.js';
import { DeliveryLane } from './delivery-lane.js';
import { deliveryKeys, readDelivery } from './delivery-state.js';
import { channelsOf } from './list-deliveries.js';
import { forgetKind } from './record-delivery.js';

const lookEveryMs = 2_000;

/** Keeps a lane for each channel, as the configuration and the catalogue have them. */
export class DeliveryWorker {
  private readonly lanes = new Map<string, DeliveryLane>();
  private timer: NodeJS.Timeout | undefined;
  private looking: Promise<void> | undefined;
  private running = false;

  constructor(private readonly container: Container) {}

  async start(): Promise<void> {
    await configurationOf(this.container).start();
    this.running = true;
    const look = () => {
      this.looking ??= this.open()
        .catch((error: unknown) => this.container.log.warn({ err: error }, 'channels of deliveries could not be looked up'))
        .finally(() => (this.looking = undefined));
    };
    look();
    this.timer = setInterval(look, lookEveryMs);
    this.timer.unref();
  }

  async stop(): Promise<void> {
    this.running = false;
    clearInterval(this.timer);
    await this.looking;
    await Promise.all([...this.lanes.values()].map((lane) => lane.stop()));
    await configurationOf(this.container).stop();
  }

  /** Works off what is due now in all channels, or in one; for tests and tools. */
  async runDue(channel?: string): Promise<number> {
    await this.open();
    let done = 0;
    for (const lane of this.lanes.values()) if (channel === undefined || lane.channel === channel) done += await lane.runDue();
    return done;
  }

  private async open(): Promise<void> {
    for (const channel of await channelsOf(this.container)) {
      if (this.lanes.has(channel)) continue;
      const lane = new DeliveryLane(this.container, channel);
      this.lanes.set(channel, lane);
      if (this.running) lane.start();
    }
  }
}

/** After some days the hot state forgets deliveries that are over: the analytical store has them. */
export function forgetOldDeliveries(container: Container): void {
  registerTimer(container, forgetKind, async (timer, { container: { hotState } }) => {
    const deliveryId = timer.id.slice(forgetKind.length + 1);
    const key = deliveryKeys.state(deliveryId);
    const [text] = await hotState.getMany([key]);
    const state = readDelivery(text);
    await hotState.commit({
      expect: [{ key, value: text }],
      endTimers: [timer],
      puts: [{ key, value: undefined }, ...(state?.providerId === undefined ? [] : [{ key: deliveryKeys.provider(state.order.channel, state.providerId), value: undefined }])],
    });
  });
}
