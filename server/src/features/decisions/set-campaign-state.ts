import type { CampaignState } from '@arbiter/contracts';
import type { Container } from '../../container.js';
import { releasePlan } from '../quotas/api.js';
import { campaignsTopic, hotKeys } from './hot-keys.js';
import { decisionServiceOf } from './decision-service.js';

/**
 * Tells every process that a campaign's state has changed; the repository must hold the new state by now. A process that misses the
 * message sees it within seconds. What a finished campaign kept in the hot state is removed.
 */
export async function setCampaignState(container: Container, campaignId: string, state: CampaignState): Promise<void> {
  await container.hotState.publish(campaignsTopic, campaignId);
  await decisionServiceOf(container).registry.refresh();
  if (state !== 'finished') return;
  await releasePlan(container, campaignId);
  await container.hotState.putMany([[hotKeys.definition(campaignId), undefined]]);
  await container.hotState.removePrefix(hotKeys.audience(campaignId));
  await container.hotState.removePrefix(hotKeys.accounts(campaignId));
}
