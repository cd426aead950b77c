import type { Environment, Publication } from '@arbiter/contracts';
import type { Container } from '../../container.js';
import { WatchedReading } from '../../watched-reading.js';
import { compileVersion, type RegisteredStrategy } from '../registration/api.js';
import { armIndexOf, compileArmKey, type ArmKey } from './arm-key.js';
import { CallCountSums, PublicationCounter } from './call-counts.js';
import { CallGate } from './call-gate.js';
import { findPublication } from './publications.repository.js';

export interface LiveArm extends RegisteredStrategy {
  arm: string;
  key: ArmKey | undefined;
}

/** A running publication with its compiled strategies: whoever took it answers with it to the end, whatever is published meanwhile. */
export interface LivePublication {
  publication: Publication;
  arms: readonly LiveArm[];
  gate: CallGate;
  /** Counts calls that leave no record. */
  counter: PublicationCounter;
  validFromMs: number;
  validToMs: number;
  /** Arm of an input. Null where the key gives null. */
  armOf(input: Readonly<Record<string, unknown>>): LiveArm | null;
}

type Stores = Pick<Container, 'repository' | 'hotState' | 'log'> & Partial<Pick<Container, 'now'>>;
const topic = 'publications';
const addressOf = (environment: Environment, endpoint: string): string => `${environment}/${endpoint}`;

async function open(repository: Container['repository'], publication: Publication, gate: CallGate | undefined, sums: CallCountSums): Promise<LivePublication> {
  const { settings, endpoint } = publication;
  const arms: LiveArm[] = [];
  for (const { name, itemId, version } of settings.arms) {
    const strategy = await compileVersion(repository, itemId, version);
    const key = settings.arms.length > 1 && settings.key !== undefined ? compileArmKey(settings.key, strategy.compiled.document.dataModel) : undefined;
    arms.push({ ...strategy, arm: name, key: key?.ok ? key.value : undefined });
  }
  const shares = settings.arms.map(({ share }) => share);
  gate?.limit(settings.limits ?? {});
  return {
    publication,
    arms,
    gate: gate ?? new CallGate(settings.limits ?? {}),
    counter: new PublicationCounter(sums, publication.id),
    validFromMs: settings.validFrom === undefined ? -Infinity : Date.parse(settings.validFrom),
    validToMs: settings.validTo === undefined ? Infinity : Date.parse(settings.validTo),
    armOf(input) {
      const first = arms[0]!;
      if (arms.length === 1) return first;
      const key = first.key?.(input) ?? null;
      return key === null ? null : arms[armIndexOf(key, settings.salt ?? '', endpoint, shares)]!;
    },
  };
}

/** What answers online calls, in this process's memory. Strategies are compiled before they are switched to, and the switch is one assignment. */
export class LivePublications {
  private live: ReadonlyMap<string, LivePublication> = new Map();
  private readonly gates = new Map<string, CallGate>();
  private readonly watched: WatchedReading;
  readonly sums: CallCountSums;

  constructor(private readonly stores: Stores) {
    const { hotState, log, now } = stores;
    this.sums = new CallCountSums(now ? () => now().getTime() : undefined);
    this.watched = new WatchedReading({ hotState, log, topic, what: 'publications', read: () => this.read() });
  }

  start(): Promise<void> {
    return this.watched.start();
  }

  /** Ends with the last of those who started it. */
  stop(): Promise<void> {
    return this.watched.stop();
  }

  find(environment: Environment, endpoint: string): LivePublication | undefined {
    return this.live.get(addressOf(environment, endpoint));
  }

  /** After a change: this process answers by it when this resolves, others within moments. */
  async announce(publicationId: string): Promise<void> {
    await this.refresh();
    await this.stores.hotState.publish(topic, publicationId).catch((error: unknown) => this.stores.log.warn({ err: error }, 'other processes were not told of a publication; they will see it within seconds'));
  }

  /** Reads anew what is running; a call during another makes that one read once more. */
  refresh(): Promise<void> {
    return this.watched.refresh();
  }

  private async read(): Promise<void> {
    const { repository, log } = this.stores;
    const rows = await repository.selectFrom('publications').select(['id', 'environment', 'endpoint', 'revision']).where('state', '=', 'running').execute();
    const next = new Map<string, LivePublication>();
    let changed = rows.length !== this.live.size;
    for (const { id, environment, endpoint, revision } of rows) {
      const address = addressOf(environment, endpoint);
      const known = this.live.get(address);
      if (known?.publication.revision === revision) {
        next.set(address, known);
        continue;
      }
      changed = true;
      try {
        const publication = await findPublication(repository, id);
        if (publication.state !== 'running') continue;
        const live = await open(repository, publication, this.gates.get(id), this.sums);
        this.gates.set(id, live.gate);
        next.set(address, live);
      } catch (error) {
        // What answered goes on answering rather than nothing.
        log.error({ err: error, publicationId: id, revision }, 'a publication could not be loaded');
        if (known) next.set(address, known);
      }
    }
    if (changed) this.live = next;
  }
}

const services = new WeakMap<Container['hotState'], LivePublications>();

/** One registry for each set of stores, whoever asks first. */
export function livePublicationsOf(container: Stores): LivePublications {
  const known = services.get(container.hotState);
  if (known) return known;
  const made = new LivePublications(container);
  services.set(container.hotState, made);
  return made;
}
