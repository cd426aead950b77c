import { createHash } from 'node:crypto';
import type { Action } from '@arbiter/contracts';
import { compileFeature, compilePolicies, compileRuleSet, compileTerm, gatherFeatures, type CompiledFeatures, type CompiledRuleSet, type DecisionSettings, type LiveAction, type LivePlacement } from '@arbiter/engine';
import { coalesced } from '../../coalesced.js';
import type { Container } from '../../container.js';
import { configurationOf, makeConfiguration, type Configuration } from '../configuration/api.js';
import { listActions, listChannels } from '../catalogue/api.js';
import { listAttributes } from '../datasets/api.js';
import { quotaTakesOf } from '../quotas/api.js';
import { latestRuleSet } from '../rule-sets/api.js';
import { hotKeys } from './hot-keys.js';

type Stores = Pick<Container, 'repository' | 'hotState' | 'log'>;
/** The catalogue is asked for changes this often. */
const refreshIntervalMs = 2_000;

/** What the catalogue gives to decisions, as it can be kept and read again. */
export interface CatalogueDocument {
  actions: readonly Action[];
  channels: readonly string[];
  attributes: readonly { name: string; type: DecisionSettings['attributeTypes'] extends ReadonlyMap<string, infer T> ? T : never }[];
  /** Rule sets that placements name. */
  ruleSets: readonly { id: string; version: number }[];
}

/** Everything that decisions are made by, as one unchanging thing. */
export interface CompiledSettings {
  settings: DecisionSettings;
  configuration: Configuration;
  features: CompiledFeatures;
  /** Stands for all of it in the journal. */
  hash: string;
}

interface Catalogue {
  document: CatalogueDocument;
  ruleSets: ReadonlyMap<string, { version: number; compiled: CompiledRuleSet | undefined }>;
}

const emptyCatalogue: Catalogue = { document: { actions: [], channels: [], attributes: [], ruleSets: [] }, ruleSets: new Map() };

export function compileSettings(configuration: Configuration, { document, ruleSets }: Catalogue): CompiledSettings {
  const company = configuration.find('company', 'company')?.document;
  const actions = new Map(document.actions.map((action): [string, LiveAction] => [action.id, { action, terms: (action.terms ?? []).map((term) => ({ term, compiled: termOrNone(term) })) }]));
  const placements = new Map(
    configuration.of('placements').map(({ id, version, document: placement }): [string, LivePlacement] => {
      const ruleSet = placement.ruleSetId === undefined ? undefined : ruleSets.get(placement.ruleSetId);
      return [id, {
        id, version, document: placement,
        channels: placement.channels && new Set(placement.channels),
        levers: new Map(Object.entries(placement.arbitration?.levers ?? {})),
        ruleSet: placement.ruleSetId === undefined ? undefined : { id: placement.ruleSetId, version: ruleSet?.version ?? 0, compiled: ruleSet?.compiled },
      }];
    }),
  );
  const features = configuration.of('features').flatMap(({ id, document: feature }) => {
    const compiled = compileFeature(id, feature);
    return compiled.ok ? [compiled.value] : [];
  });
  const settings: DecisionSettings = {
    timeZone: company?.timeZone ?? 'UTC',
    convertedMs: (company?.attributionDays ?? 30) * 86_400_000,
    globalControlGroup: company?.globalControlGroup,
    campaignPlaces: new Map((company?.campaignPriority ?? []).map((id, place) => [id, place])),
    actions,
    channels: new Set(document.channels),
    attributeTypes: new Map(document.attributes.map(({ name, type }) => [name, type])),
    placements,
    policies: compilePolicies(configuration.of('contact-policies')),
    quotaTakes: (offer, atMs) => quotaTakesOf(configuration, offer, atMs).map((take) => ({ ...take, rule: take.quotaId, reason: configuration.find('quotas', take.quotaId)?.document.partner === undefined ? 'QUOTA_EXHAUSTED' : 'PARTNER_QUOTA_EXHAUSTED' })),
    accountKey: hotKeys.account,
  };
  return { settings, configuration, features: gatherFeatures(features), hash: createHash('sha256').update(JSON.stringify(settingsDocument(configuration, document))).digest('base64url').slice(0, 22) };
}

/** What the table decision_settings keeps: the catalogue, and versions of everything else. */
export const settingsDocument = (configuration: Configuration, catalogue: CatalogueDocument): { catalogue: CatalogueDocument; configuration: [kind: string, id: string, version: number][] } => ({
  catalogue,
  configuration: (['company', 'contact-policies', 'quotas', 'placements', 'features'] as const).flatMap((kind) => configuration.of(kind).map(({ id, version }): [string, string, number] => [kind, id, version])),
});

function termOrNone(term: NonNullable<Action['terms']>[number]) {
  const compiled = compileTerm(term);
  return compiled.ok ? compiled.value : undefined;
}

export const emptySettings: CompiledSettings = compileSettings(makeConfiguration([]), emptyCatalogue);

/** Configuration and catalogue in this process's memory, compiled once for each of their states; the switch to newer ones is one assignment. */
export class LiveSettings {
  private catalogue: Catalogue = emptyCatalogue;
  private print = '';
  private compiled: CompiledSettings = emptySettings;
  private madeOf: { configuration: Configuration; catalogue: Catalogue } | undefined;
  private readonly kept = new Set<string>();
  private readonly reading = coalesced(() => this.read());
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly stores: Stores) {}

  async start(): Promise<void> {
    await configurationOf(this.stores).start();
    await this.refresh();
    this.timer = setInterval(() => void this.refresh().catch((error: unknown) => this.stores.log.warn({ err: error }, 'the catalogue could not be refreshed')), refreshIntervalMs);
    this.timer.unref();
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.reading.running()?.catch(() => undefined);
    await configurationOf(this.stores).stop();
  }

  current(): CompiledSettings {
    const configuration = configurationOf(this.stores).current();
    if (this.madeOf?.configuration === configuration && this.madeOf.catalogue === this.catalogue) return this.compiled;
    this.madeOf = { configuration, catalogue: this.catalogue };
    this.compiled = compileSettings(configuration, this.catalogue);
    // A placement may name a rule set that is not here yet; and what decisions refer to is kept.
    void this.refresh().catch((error: unknown) => this.stores.log.warn({ err: error }, 'the settings of decisions could not be kept'));
    return this.compiled;
  }

  refresh(): Promise<void> {
    return this.reading.run();
  }

  private async read(): Promise<void> {
    const { repository } = this.stores;
    const configuration = configurationOf(this.stores).current();
    const wanted = new Set(configuration.of('placements').flatMap(({ document }) => document.ruleSetId ?? []));
    const ruleSets = new Map<string, { version: number; document: unknown }>();
    for (const id of wanted) {
      const found = await latestRuleSet(repository, id).catch(() => undefined);
      if (found) ruleSets.set(id, found);
    }
    const document: CatalogueDocument = {
      actions: await listActions(repository),
      channels: (await listChannels(repository)).map(({ id }) => id),
      attributes: (await listAttributes(repository)).map(({ name, type }) => ({ name, type })),
      ruleSets: [...ruleSets].map(([id, { version }]) => ({ id, version })),
    };
    const print = JSON.stringify(document);
    if (print !== this.print) {
      this.print = print;
      this.catalogue = { document, ruleSets: new Map([...ruleSets].map(([id, { version, document: rules }]) => [id, { version, compiled: this.known(id, version) ?? compiledOrNone(rules) }])) };
    }
    const { hash, configuration: present } = this.current();
    if (this.kept.has(hash)) return;
    await repository.insertInto('decision_settings').values({ hash, document: JSON.stringify(settingsDocument(present, document)) }).onConflict((conflict) => conflict.doNothing()).execute();
    this.kept.add(hash);
  }

  private known(id: string, version: number): CompiledRuleSet | undefined {
    const known = this.catalogue.ruleSets.get(id);
    return known?.version === version ? known.compiled : undefined;
  }
}

function compiledOrNone(document: unknown): CompiledRuleSet | undefined {
  const compiled = compileRuleSet(document);
  return compiled.ok ? compiled.value : undefined;
}
