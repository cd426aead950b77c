import { emptyFeatures, printFeaturesState, readFeaturesState, type CustomerState, type FeaturesState } from '@arbiter/engine';
import type { Container } from '../../container.js';
import { ProblemError } from '../../http/problem-error.js';
import type { CommitResult } from '../../ports/hot-state.js';
import type { Configuration } from '../configuration/api.js';
import { hotKeys, printState, readState } from '../decisions/api.js';
import { compiledFeaturesOf, type CompiledReaction } from '../online-features/api.js';
import type { EventClassifier } from './classify-event.js';
import { CustomerQueues } from './customer-queues.js';
import { planEvent } from './plan-event.js';
import type { ReadEvent } from './read-event.js';

export type EventResult = 'accepted' | 'late' | 'repeated';

/** Commits of one customer that are under way at once: each builds on what the one before it will have left. */
const mostAhead = 64;
/** Others (decisions, another process) may be quicker this often in a row. */
const mostStale = 100;
/** Customers after whom other work of the process has its turn. */
const customersInTurn = 64;
/** Events that are under way in this process at once. */
const mostUnderWay = 20_000;
const retryAfterSeconds = 1;

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Takes events: each is durable, with all that it changes, in one atomic step of its own, once by its identifier. */
export class EventTaker {
  private readonly queues = new CustomerQueues();
  private underWay = 0;

  constructor(private readonly hotState: Container['hotState'], private readonly classifier: Pick<EventClassifier, 'classOf'>, readonly configuration: () => Configuration) {}

  /**
   * What came of each event, in the order given. If it fails some may have been taken: sent again, they are 'repeated'.
   * Throws overloaded when too many are under way already or others keep changing the customer.
   */
  async take(events: readonly ReadEvent[]): Promise<EventResult[]> {
    if (this.underWay > 0 && this.underWay + events.length > mostUnderWay) throw new ProblemError('overloaded', `More than ${mostUnderWay} events are being taken in already: send these again in a second`, { retryAfterSeconds });
    this.underWay += events.length;
    try {
      const results = new Array<EventResult>(events.length);
      const byCustomer = new Map<string, number[]>();
      events.forEach(({ record: { customerId } }, index) => {
        const places = byCustomer.get(customerId);
        if (places) places.push(index);
        else byCustomer.set(customerId, [index]);
      });
      const reaction = compiledFeaturesOf(this.configuration());
      const work: Promise<void>[] = [];
      for (const [customerId, places] of byCustomer) {
        work.push(this.queues.run(customerId, () => this.takeOfCustomer(reaction, customerId, places, events, results)));
        if (work.length % customersInTurn === 0) await nextTurn();
      }
      const ended = await Promise.allSettled(work);
      for (const one of ended) if (one.status === 'rejected') throw one.reason;
      return results;
    } finally {
      this.underWay -= events.length;
    }
  }

  private async takeOfCustomer(reaction: CompiledReaction, customerId: string, places: readonly number[], events: readonly ReadEvent[], results: EventResult[]): Promise<void> {
    let waiting: { place: number; event: ReadEvent; class: string | null }[] = [];
    for (const place of places) {
      const event = events[place]!;
      const found = this.classifier.classOf(event);
      waiting.push({ place, event, class: typeof found === 'object' && found !== null ? await found : found });
    }
    const keys = { features: hotKeys.features(customerId), customer: hotKeys.state(customerId) };
    for (let stale = 0; waiting.length > 0; ) {
      const [featuresText, customerText] = await this.hotState.getMany([keys.features, keys.customer]);
      const round = this.submit(reaction, waiting.slice(0, mostAhead), keys, featuresText, customerText);
      const settled = await Promise.allSettled(round);
      const again: typeof waiting = [];
      let progress = false;
      settled.forEach((one, index) => {
        const { place, event } = waiting[index]!;
        if (one.status === 'rejected') throw one.reason;
        if (one.value.ok) results[place] = event.late ? 'late' : 'accepted';
        else if (one.value.why === 'repeated') results[place] = 'repeated';
        else {
          again.push(waiting[index]!);
          return;
        }
        progress = true;
      });
      stale = progress ? 0 : stale + 1;
      if (stale > mostStale) throw new ProblemError('overloaded', 'Others keep changing a customer of these events; send them again in a second', { retryAfterSeconds });
      waiting = [...again, ...waiting.slice(mostAhead)];
    }
  }

  /** Sends a commit for each event, each on top of the one before, without waiting in between. One that was taken before makes those after it stale. */
  private submit(reaction: CompiledReaction, waiting: readonly { event: ReadEvent; class: string | null }[], keys: { features: string; customer: string }, featuresText: string | undefined, customerText: string | undefined): Promise<CommitResult>[] {
    let features: FeaturesState = featuresText === undefined ? emptyFeatures : readFeaturesState(featuresText);
    let customer: CustomerState | undefined;
    return waiting.map(({ event, class: ofClass }) => {
      if (event.type.hasEffects) customer ??= readState(customerText);
      const plan = planEvent(reaction, event, ofClass, features, event.type.hasEffects ? customer : undefined);
      const expect = [{ key: keys.features, value: featuresText }];
      const puts: { key: string; value: string }[] = [];
      if (plan.features !== features) {
        const text = printFeaturesState(plan.features);
        if (text !== featuresText) puts.push({ key: keys.features, value: (featuresText = text) });
        features = plan.features;
      }
      if (plan.customer) {
        expect.push({ key: keys.customer, value: customerText });
        const text = printState(plan.customer, event.receivedMs);
        if (text !== customerText) puts.push({ key: keys.customer, value: (customerText = text) });
        customer = plan.customer;
      }
      return this.hotState.commit({ idempotencyKey: `event:${event.record.eventId}`, expect, puts, timers: plan.timers, dropTimers: plan.dropTimers, entry: JSON.stringify(plan.entry) });
    });
  }
}
