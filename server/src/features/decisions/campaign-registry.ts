import { openCampaign, type ConditionAttribute, type LaunchedCampaign } from '@arbiter/engine';
import { coalesced } from '../../coalesced.js';
import type { Container } from '../../container.js';
import type { PlanSetAside } from '../quotas/api.js';
import { campaignsTopic, hotKeys, type StoredCampaign } from './hot-keys.js';
import { compileStored, loadLaunchedCampaign } from './load-launched-campaign.js';

export interface RegisteredCampaign {
  campaign: LaunchedCampaign;
  /** Which load its customers are under. */
  load: string;
  attributes: readonly ConditionAttribute[];
  /** What the plan has set aside of quotas and accounts. */
  setAside: PlanSetAside | undefined;
}

type Stores = Pick<Container, 'repository' | 'analytics' | 'hotState' | 'now' | 'log' | 'config'>;

/** A message of another process may be lost; the repository is asked this often besides. */
const refreshIntervalMs = 2_000;

/** Campaigns that answer decisions, in this process's memory: launched or paused in the repository and loaded into the hot state. */
export class CampaignRegistry {
  private campaigns: readonly RegisteredCampaign[] = [];
  private readonly loaded = new Map<string, { text: string; paused: boolean; registered: RegisteredCampaign }>();
  private readonly reloading = new Set<string>();
  private readonly reading = coalesced(() => this.read());
  private timer: NodeJS.Timeout | undefined;
  private unsubscribe: (() => Promise<void>) | undefined;
  private readonly stopping = new AbortController();
  private readonly reloads = new Set<Promise<void>>();

  constructor(private readonly stores: Stores) {}

  async start(): Promise<void> {
    this.unsubscribe = await this.stores.hotState.subscribe(campaignsTopic, () => void this.refresh().catch(() => undefined));
    await this.refresh();
    this.timer = setInterval(() => void this.refresh().catch((error: unknown) => this.stores.log.warn({ err: error }, 'campaigns could not be refreshed')), refreshIntervalMs);
    this.timer.unref();
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    this.stopping.abort();
    await this.unsubscribe?.();
    await this.reading.running()?.catch(() => undefined);
    await Promise.allSettled(this.reloads);
  }

  /** In order of launch; only the named one when a name is given. */
  active(campaignId?: string): readonly RegisteredCampaign[] {
    return campaignId === undefined ? this.campaigns : this.campaigns.filter(({ campaign }) => campaign.id === campaignId);
  }

  /** Reads anew what is launched; a call during another makes that one read once more. */
  refresh(): Promise<void> {
    return this.reading.run();
  }

  private async read(): Promise<void> {
    const { repository, hotState } = this.stores;
    const rows = await repository.selectFrom('campaigns').select(['id', 'state']).where('origin', '=', 'own').where('state', 'in', ['launched', 'paused']).orderBy('launched_at').orderBy('id').execute();
    const definitions = await hotState.getMany(rows.map(({ id }) => hotKeys.definition(id)));
    const current: RegisteredCampaign[] = [];
    rows.forEach(({ id, state }, index) => {
      const text = definitions[index];
      if (text === undefined) this.reload(id);
      else current.push(this.open(id, text, state === 'paused'));
    });
    const ids = new Set(rows.map(({ id }) => id));
    for (const id of this.loaded.keys()) if (!ids.has(id)) this.loaded.delete(id);
    this.campaigns = current;
  }

  private open(id: string, text: string, paused: boolean): RegisteredCampaign {
    const known = this.loaded.get(id);
    if (known && known.text === text && known.paused === paused) return known.registered;
    const stored = JSON.parse(text) as StoredCampaign;
    const ruleSet = known && known.text === text ? known.registered.campaign.ruleSet : compileStored(stored);
    const registered: RegisteredCampaign = { campaign: openCampaign(stored, paused, ruleSet), load: stored.load, attributes: stored.attributes, setAside: stored.setAside };
    this.loaded.set(id, { text, paused, registered });
    return registered;
  }

  /** A launched campaign that the hot state does not know: it was lost or moved, so it is loaded again. */
  private reload(id: string): void {
    if (this.stores.config.role === 'api' || this.reloading.has(id) || this.stopping.signal.aborted) return;
    this.reloading.add(id);
    this.stores.log.warn({ campaignId: id }, 'a launched campaign is missing in the hot state and is loaded again');
    const work = loadLaunchedCampaign(this.stores, id, { signal: this.stopping.signal })
      .catch((error: unknown) => {
        if (!this.stopping.signal.aborted) this.stores.log.error({ err: error, campaignId: id }, 'a launched campaign could not be loaded');
      })
      .finally(() => {
        this.reloads.delete(work);
        this.reloading.delete(id);
      });
    this.reloads.add(work);
  }
}
