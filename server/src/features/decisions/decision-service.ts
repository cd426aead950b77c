import type { Container } from '../../container.js';
import { livePublicationsOf } from '../publications/api.js';
import { CampaignRegistry } from './campaign-registry.js';
import type { DecisionStores } from './decide-for-customer.js';
import { JournalDrain } from './drain-journal.js';
import { LiveSettings } from './live-settings.js';

/** The decision path of one process: campaigns in memory and the way of the journal to the analytical store. */
export interface DecisionService {
  readonly registry: CampaignRegistry;
  readonly drain: JournalDrain;
  readonly settings: LiveSettings;
  /** What a decision is made with. */
  readonly stores: DecisionStores;
  start(): Promise<void>;
  /** Ends with the last of those who started it. */
  stop(): Promise<void>;
}

/** What is in the journal when the process ends stays durable; most of it is moved all the same, so that reports have it. */
const drainAtEndMs = 3_000;

const services = new WeakMap<Container['hotState'], DecisionService>();

/** One service for each set of stores, whoever asks first. */
export function decisionServiceOf(container: Container): DecisionService {
  const known = services.get(container.hotState);
  if (known) return known;
  const registry = new CampaignRegistry(container);
  const drain = new JournalDrain(container);
  const settings = new LiveSettings(container);
  const publications = livePublicationsOf(container);
  const { hotState, now, strategyServices, metrics } = container;
  let starting: Promise<void> | undefined;
  let users = 0;
  const service: DecisionService = {
    registry,
    drain,
    settings,
    stores: { hotState, now, strategyServices, metrics, registry, settings, publications },
    start() {
      users += 1;
      starting ??= (async () => {
        await publications.start();
        await settings.start();
        await registry.start();
        drain.start();
      })();
      return starting;
    },
    async stop() {
      users -= 1;
      if (users > 0) return;
      services.delete(container.hotState);
      await registry.stop();
      await settings.stop();
      await publications.stop();
      await drain.stop({ withinMs: drainAtEndMs });
    },
  };
  services.set(container.hotState, service);
  return service;
}
