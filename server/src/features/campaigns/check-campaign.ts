import type { CampaignDraft } from '@arbiter/contracts/campaign';
import type { Container } from '../../container.js';
import { ProblemError } from '../../http/problem-error.js';
import { listActions, listChannels, scoredActions } from '../catalogue/api.js';
import { checkAudience, listAudienceAttributes } from '../audience/api.js';
import { isRuleSet } from '../rule-sets/api.js';
import { checkDraft, type DraftFault } from './check-draft.js';

type Stores = Pick<Container, 'repository' | 'analytics'>;

/** Every fault of a draft as the catalogue and the data stand now. Paths begin with `/draft`, where requests carry it. */
export async function checkCampaign(stores: Stores, draft: CampaignDraft): Promise<DraftFault[]> {
  const { repository, analytics } = stores;
  const [attributes, channels, actions, ruleSetIsThere, scored] = await Promise.all([
    listAudienceAttributes(stores),
    listChannels(repository),
    listActions(repository),
    draft.ruleSetId === undefined ? false : isRuleSet(repository, draft.ruleSetId),
    scoredActions(analytics, draft.scoreSet),
  ]);
  const faults = checkDraft(draft, {
    attributes, channels, actions, scored,
    ruleSetIds: new Set(ruleSetIsThere && draft.ruleSetId !== undefined ? [draft.ruleSetId] : []),
    checkCondition: (condition, path) => checkAudience(condition, attributes, path),
  });
  return faults.map((fault) => ({ ...fault, path: `/draft${fault.path}` }));
}

/** The faults that may stay in a saved draft. Throws validation-failed for those that may not. */
export async function requireSavable(stores: Stores, draft: CampaignDraft): Promise<DraftFault[]> {
  const faults = await checkCampaign(stores, draft);
  refuse(faults.filter((fault) => fault.severity === 'refused'), 'cannot be saved');
  return faults;
}

/** Throws validation-failed unless the draft can be planned. */
export async function requireRunnable(stores: Stores, draft: CampaignDraft): Promise<void> {
  refuse(await checkCampaign(stores, draft), 'cannot be planned yet');
}

function refuse(faults: readonly DraftFault[], what: string): void {
  const [first] = faults;
  if (!first) return;
  const more = faults.length > 1 ? ` (and ${faults.length - 1} more)` : '';
  throw new ProblemError('validation-failed', `The campaign ${what}: ${first.message}${more}`, { faults: faults.map(({ path, code, message }) => ({ path, code, message })) });
}
