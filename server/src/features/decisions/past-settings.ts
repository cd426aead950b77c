import type { ConfigurationKind } from '@arbiter/contracts';
import { compileRuleSet, openCampaign, type CompiledRuleSet, type LaunchedCampaign } from '@arbiter/engine';
import type { Container } from '../../container.js';
import { findConfigurationVersion, makeConfiguration, type Configured } from '../configuration/api.js';
import { ruleSetVersion } from '../rule-sets/api.js';
import type { RegisteredCampaign } from './campaign-registry.js';
import type { StoredCampaign } from './hot-keys.js';
import { compileSettings, type CatalogueDocument, type CompiledSettings } from './live-settings.js';
import { compileStored } from './load-launched-campaign.js';

type Repository = Container['repository'];

/** What a decision was made by, as it was then; names of what is gone. */
export interface Past<T> {
  value: T;
  gone: string[];
}

/** Catalogue, configuration and rule sets by their hash. Undefined where the hash is not known. */
export async function pastSettings(repository: Repository, hash: string): Promise<Past<CompiledSettings> | undefined> {
  const row = await repository.selectFrom('decision_settings').select('document').where('hash', '=', hash).executeTakeFirst();
  if (!row) return undefined;
  const { catalogue, configuration } = row.document as { catalogue: CatalogueDocument; configuration: [kind: ConfigurationKind, id: string, version: number][] };
  const gone: string[] = [];
  const documents: Configured[] = [];
  for (const [kind, id, version] of configuration) {
    const document = await findConfigurationVersion(repository, kind, id, version);
    if (document === undefined || document === null) gone.push(`${kind}/${id}@${version}`);
    else documents.push({ kind, id, version, document } as Configured);
  }
  const ruleSets = new Map<string, { version: number; compiled: CompiledRuleSet | undefined }>();
  for (const { id, version } of catalogue.ruleSets) {
    const document = await ruleSetVersion(repository, id, version);
    if (document === undefined) gone.push(`rule set ${id}@${version}`);
    const compiled = document === undefined ? undefined : compileRuleSet(document);
    ruleSets.set(id, { version, compiled: compiled?.ok ? compiled.value : undefined });
  }
  return { value: compileSettings(makeConfiguration(documents), { document: catalogue, ruleSets }), gone };
}

/** A campaign as one load gave it to the decision path. */
export async function pastCampaign(repository: Repository, campaignId: string, load: string, paused: boolean): Promise<RegisteredCampaign | undefined> {
  const row = await repository.selectFrom('launched_definitions').select('document').where('campaign_id', '=', campaignId).where('load', '=', load).executeTakeFirst();
  if (!row) return undefined;
  const stored = row.document as StoredCampaign;
  const campaign: LaunchedCampaign = openCampaign(stored, paused, compileStored(stored));
  return { campaign, load, attributes: stored.attributes, setAside: stored.setAside };
}
