import { randomUUID } from 'node:crypto';
import { isZone } from '@arbiter/engine/feel/values/zones';
import type { Container } from '../../../container.js';
import { listActions } from '../../catalogue/api.js';
import { configurationOf } from '../../configuration/api.js';
import { listAttributes } from '../../datasets/api.js';
import { hotKeys } from '../../decisions/api.js';
import { nextCustomers, printOfFacts, readProfilePart, readZones, type ProfileSettings } from './profile-queries.js';

export type ProfileStores = Pick<Container, 'repository' | 'analytics' | 'hotState' | 'log' | 'now'>;

/** What a load that ended has left in the hot state; without it there are no profiles, or only some. */
export interface ProfileMark {
  loadedAt: string;
  customers: number;
  /** Customers whose zone is no IANA one; they are as good as without. */
  invalidZones: number;
  /** Facts and settings that it was made of. */
  facts: string;
  settings: string;
}

export const profileKeys = {
  mark: 'profiles:mark',
  /** Loads whose lists of identifiers are there: the last one, and those that ended half way since. */
  loads: 'profiles:loads',
  /** Identifiers of the profiles of one part, in order: the next load finds by them who is no more. */
  part: (load: string, number: number) => `profiles:part:${load}:${number}`,
} as const;

const partSize = 10_000;

export async function readProfileMark({ hotState }: Pick<Container, 'hotState'>): Promise<ProfileMark | undefined> {
  const [text] = await hotState.getMany([profileKeys.mark]);
  return text === undefined ? undefined : (JSON.parse(text) as ProfileMark);
}

export async function profileSettings(stores: Pick<Container, 'repository' | 'hotState' | 'log'>): Promise<ProfileSettings> {
  const { repository } = stores;
  const registry = configurationOf(stores);
  await registry.refresh();
  const company = registry.current().find('company', 'company')?.document;
  return { attributes: await listAttributes(repository), actions: await listActions(repository), timeZoneAttribute: company?.timeZoneAttribute, pointsAttribute: company?.pointsAttribute };
}

/** Changes whenever profiles of the same facts would be others. */
export const printOfSettings = ({ attributes, actions, timeZoneAttribute, pointsAttribute }: ProfileSettings): string =>
  JSON.stringify([attributes.map(({ name, type }) => [name, type]), actions.map(({ id, stage, purpose, tags }) => [id, stage, purpose, tags]), timeZoneAttribute, pointsAttribute]);

/** Profiles of an earlier load, in order of their identifiers: what the new one does not have is removed. */
class FormerProfiles {
  private ids: string[] = [];
  private at = 0;
  private parts = 0;
  private ended = false;

  constructor(private readonly stores: Pick<Container, 'hotState'>, private readonly load: string) {}

  /** Identifiers up to this one that are not among the present ones. */
  async absentFrom(present: ReadonlySet<string>, upTo: string | undefined): Promise<string[]> {
    const absent: string[] = [];
    const end = upTo === undefined ? undefined : Buffer.from(upTo);
    while (!this.ended) {
      for (; this.at < this.ids.length; this.at += 1) {
        const id = this.ids[this.at]!;
        // The order of ClickHouse is that of bytes.
        if (end && Buffer.compare(Buffer.from(id), end) > 0) return absent;
        if (!present.has(id)) absent.push(id);
      }
      const [text] = await this.stores.hotState.getMany([profileKeys.part(this.load, this.parts)]);
      this.ended = text === undefined;
      if (text === undefined) break;
      this.ids = JSON.parse(text) as string[];
      this.at = 0;
      this.parts += 1;
    }
    return absent;
  }

  /** Forgets the lists; all of them have been read by then. */
  async forget(): Promise<void> {
    await this.stores.hotState.putMany(Array.from({ length: this.parts }, (_, number) => [profileKeys.part(this.load, number), undefined] as const));
  }
}

/**
 * Loads every customer of the analytical store into the hot state, part by part, and removes those who are no more. What decisions and
 * events have changed of a customer stands beside it and is not touched. A load that ends half way is begun anew by the next start.
 */
export async function loadProfiles(stores: ProfileStores, { signal, progress }: { signal?: AbortSignal; progress?: (share: number, customers: number) => Promise<void> | void } = {}): Promise<ProfileMark> {
  const { analytics, hotState, now } = stores;
  const settings = await profileSettings(stores);
  // Taken before the facts are read: those that come meanwhile make the mark look old, never new.
  const facts = await printOfFacts(analytics);
  const zones = await readZones(analytics, settings);
  const valid = zones.filter(({ zone }) => zone !== '' && isZone(zone)).map(({ zone }) => zone);
  const known = new Set(valid);
  const invalidZones = zones.reduce((sum, { zone, customers }) => sum + (zone === '' || known.has(zone) ? 0 : customers), 0);
  const [loadsText] = await hotState.getMany([profileKeys.loads]);
  const formerLoads = loadsText === undefined ? [] : (JSON.parse(loadsText) as string[]);
  const former = formerLoads.map((load) => new FormerProfiles(stores, load));
  const gone = async (present: ReadonlySet<string>, upTo: string | undefined) => (await Promise.all(former.map((one) => one.absentFrom(present, upTo)))).flat().map((id) => [hotKeys.profile(id), undefined] as const);
  const load = randomUUID();
  await hotState.putMany([[profileKeys.mark, undefined], [profileKeys.loads, JSON.stringify([...formerLoads, load])]]);

  const nowMs = now().getTime();
  let customers = 0;
  let writing: Promise<void> = Promise.resolve();
  for (let after = '', number = 0; ; number += 1) {
    signal?.throwIfAborted();
    const part = await nextCustomers(analytics, after, partSize);
    if (part.customers === 0) break;
    const rows = await readProfilePart(analytics, settings, valid, { after, upTo: part.upTo, nowMs }, signal);
    const ids = rows.map(({ id }) => id);
    const removed = await gone(new Set(ids), part.upTo);
    // The next part is read while this one is written.
    await writing;
    writing = hotState.putMany([[profileKeys.part(load, number), JSON.stringify(ids)], ...removed, ...rows.map(({ id, entry }) => [hotKeys.profile(id), entry] as const)]);
    writing.catch(() => undefined);
    customers += rows.length;
    after = part.upTo;
    await progress?.(Math.min(1, customers / Math.max(1, facts.customers)), customers);
  }
  await writing;
  await hotState.putMany(await gone(new Set(), undefined));
  const mark: ProfileMark = { loadedAt: now().toISOString(), customers, invalidZones, facts: facts.print, settings: printOfSettings(settings) };
  await hotState.putMany([[profileKeys.loads, JSON.stringify([load])], [profileKeys.mark, JSON.stringify(mark)]]);
  for (const one of former) await one.forget();
  if (invalidZones > 0) stores.log.warn({ customers: invalidZones, zones: zones.filter(({ zone }) => zone !== '' && !known.has(zone)).slice(0, 10).map(({ zone }) => zone) }, 'time zones of customers are no IANA names; those customers are taken to be in the zone of the company');
  return mark;
}
