import type { Fault } from '@arbiter/contracts';
import { listActions, listChannels } from '../catalogue/api.js';
import type { ConfigurationCheck } from '../configuration/api.js';
import { checkEnrichment } from '../enrichment/api.js';
import { findByEndpoint } from '../publications/api.js';
import { isRuleSet } from '../rule-sets/api.js';
import { sourceKinds } from '../sources/api.js';

/** What the schema of a placement cannot say: all that it names is there. */
export const checkPlacement: ConfigurationCheck<'placements'> = async (document, { container: { repository } }) => {
  const faults: Fault[] = [];
  const { channels, offers, strategy, ruleSetId, enrichment } = document;
  if (channels) {
    const known = new Set((await listChannels(repository)).map(({ id }) => id));
    for (const [index, id] of channels.entries()) if (!known.has(id)) faults.push({ path: `/channels/${index}`, code: 'unknown-channel', message: `There is no channel "${id}" in the catalogue: add it with PUT /v1/channels/${id}, or mend the name` });
  }
  if (offers && offers.length > 0) {
    const known = new Map((await listActions(repository)).map((action) => [action.id, action]));
    for (const [index, id] of offers.entries()) {
      const action = known.get(id);
      if (!action) faults.push({ path: `/offers/${index}`, code: 'unknown-action', message: `There is no action "${id}" in the catalogue: add it with PUT /v1/actions/${id}, or mend the name` });
      else if (channels && !channels.includes(action.channel)) faults.push({ path: `/offers/${index}`, code: 'wrong-channel', message: `The action "${id}" goes through the channel "${action.channel}", which is not among those of the placement: add the channel, or leave the action out` });
    }
  }
  if (strategy) {
    const { environment, endpoint } = strategy;
    const publication = await findByEndpoint(repository, environment, endpoint);
    if (!publication) faults.push({ path: '/strategy', code: 'not-published', message: `Nothing is published as ${environment}/${endpoint}: publish the strategy first` });
    else if (publication.state !== 'running') faults.push({ path: '/strategy', code: 'not-published', message: `The publication ${environment}/${endpoint} is ${publication.state}: start it first` });
  }
  if (ruleSetId !== undefined && !(await isRuleSet(repository, ruleSetId))) faults.push({ path: '/ruleSetId', code: 'unknown-rule-set', message: `There is no rule set "${ruleSetId}": list them with GET /v1/rule-sets` });
  if (enrichment && enrichment.length > 0) faults.push(...checkEnrichment(enrichment, await sourceKinds(repository)));
  return faults;
};
