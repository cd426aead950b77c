import type { ConfigurationKind } from '@arbiter/contracts';
import type { Container } from '../../container.js';
import { WatchedReading } from '../../watched-reading.js';
import { listConfiguration, type Configured } from './configuration.repository.js';

/** All documents of real time as they stood at one moment. It never changes: whoever began a decision with it ends with it. */
export interface Configuration {
  of<K extends ConfigurationKind>(kind: K): readonly Configured<K>[];
  find<K extends ConfigurationKind>(kind: K, id: string): Configured<K> | undefined;
}

type Stores = Pick<Container, 'repository' | 'hotState' | 'log'>;
export const configurationTopic = 'configuration';

export function makeConfiguration(documents: readonly Configured[]): Configuration {
  const byKind = new Map<string, Map<string, Configured>>();
  for (const one of documents) {
    const ofKind = byKind.get(one.kind) ?? new Map<string, Configured>();
    byKind.set(one.kind, ofKind.set(one.id, one));
  }
  return {
    of: (kind) => [...(byKind.get(kind)?.values() ?? [])] as Configured<typeof kind>[],
    find: (kind, id) => byKind.get(kind)?.get(id) as Configured<typeof kind> | undefined,
  };
}

/** The configuration in this process's memory; the switch to a newer one is one assignment. */
export class ConfigurationRegistry {
  private present: Configuration = makeConfiguration([]);
  private print = '';
  private readonly watched: WatchedReading;

  constructor(private readonly stores: Stores) {
    const { hotState, log } = stores;
    this.watched = new WatchedReading({ hotState, log, topic: configurationTopic, what: 'the configuration', read: () => this.read() });
  }

  start(): Promise<void> {
    return this.watched.start();
  }

  /** Ends with the last of those who started it. */
  stop(): Promise<void> {
    return this.watched.stop();
  }

  current(): Configuration {
    return this.present;
  }

  refresh(): Promise<void> {
    return this.watched.refresh();
  }

  private async read(): Promise<void> {
    const entries = await listConfiguration(this.stores.repository);
    const print = entries.map(({ kind, id, version }) => `${kind}/${id}/${version}`).join('\n');
    // The same object while nothing changed, so that what was compiled of it stays.
    if (print === this.print) return;
    this.print = print;
    this.present = makeConfiguration(entries as Configured[]);
  }
}

const registries = new WeakMap<Container['hotState'], ConfigurationRegistry>();

/** One registry for each set of stores, whoever asks first. It is to be started by those who use it. */
export function configurationOf(stores: Stores): ConfigurationRegistry {
  let registry = registries.get(stores.hotState);
  if (!registry) registries.set(stores.hotState, (registry = new ConfigurationRegistry(stores)));
  return registry;
}

/** What is worked out of a configuration (compiled policies, accounts of quotas), once for each. */
export function compiledOnce<T>(compile: (configuration: Configuration) => T): (configuration: Configuration) => T {
  const known = new WeakMap<Configuration, { value: T }>();
  return (configuration) => {
    let found = known.get(configuration);
    if (!found) known.set(configuration, (found = { value: compile(configuration) }));
    return found.value;
  };
}
