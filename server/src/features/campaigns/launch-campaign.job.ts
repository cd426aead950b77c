import type { CampaignDraft, CampaignFacts } from '@arbiter/contracts/campaign';
import { ProblemError } from '../../http/problem-error.js';
import { campaignAudienceSql, controlSql, stratumSql } from '../audience/api.js';
import { listActions } from '../catalogue/api.js';
import { loadLaunchedCampaign, setCampaignState } from '../decisions/api.js';
import type { JobHandler } from '../jobs/api.js';
import { weekStart } from './campaign-calendar.js';
import { changeCampaign, findCampaignRow, requireState } from './campaigns.repository.js';

/**
 * Launches an approved campaign: fixes everybody's arm with the attributes as they stand now, gives the plan to the decision
 * path, then marks the campaign as launched. Every step can be repeated: until the last one nothing acts on the first two,
 * and a job that is delivered again after a crash writes them anew.
 */
export const launchCampaignJob: JobHandler = async ({ subjectId: id, container, signal, progress }) => {
  const { repository, analytics, now } = container;
  const campaign = await findCampaignRow(repository, id);
  // Everything was done when the process died before it could say so.
  if (campaign.state === 'launched') return setCampaignState(container, id, 'launched');
  requireState(campaign, ['approved']);
  const { draft, version } = campaign;

  await progress(0.05, 'assigning');
  const at = now();
  const actions = (await listActions(repository)).filter((action) => draft.actions.includes(action.id));
  const audience = await campaignAudienceSql(container, draft, actions);
  const control = controlSql(id, draft.controlGroup);
  const dimensions = dimensionsOf(draft);
  await analytics.command('DELETE FROM assignments WHERE campaign_id = {id:String}', { id }, { settings: { mutations_sync: 1, lightweight_deletes_sync: 2 } });
  await analytics.command(
    `INSERT INTO assignments (campaign_id, customer_id, arm, stratum, dims, assigned_at, version)
     SELECT {id:String}, customer_id, if(${control.sql}, 'control', 'target'), ${stratumSql(draft.controlGroup)},
            map(${dimensions.map((name) => `'${name}', ifNull(toString(\`${name}\`), '')`).join(', ')}), toDateTime64({at:String}, 3, 'UTC'), {version:UInt64}
     FROM customers FINAL WHERE ${audience.sql}`,
    { ...audience.params, ...control.params, id, at: at.toISOString().slice(0, 23).replace('T', ' '), version: at.getTime() },
    { signal },
  );
  const [assigned] = await analytics.query<{ customers: string }>('SELECT count() AS customers FROM assignments FINAL WHERE campaign_id = {id:String}', { id });
  const customers = Number(assigned?.customers ?? 0);
  if (customers === 0) throw new ProblemError('audience-empty', `Nobody is in the audience of campaign "${draft.name}" any more: check its condition and the imported data`);

  await progress(0.4, 'loading-plan');
  signal.throwIfAborted();
  await loadLaunchedCampaign(container, id, { signal, progress: (done) => progress(0.4 + 0.55 * done, 'loading-plan') });

  await progress(0.95, 'switching-on');
  signal.throwIfAborted();
  await changeCampaign(repository, id, version, ['approved'], { state: 'launched', launchedAt: at, facts: factsOf(draft, dimensions, customers) }, now());
  await setCampaignState(container, id, 'launched');
};

/** The attribute that the groups are balanced by comes first: it is the report's default cut. */
function dimensionsOf({ controlGroup }: CampaignDraft): string[] {
  return [...new Set([...(controlGroup.stratifyBy ? [controlGroup.stratifyBy] : []), 'segment', 'kind', 'region'])];
}

function factsOf(draft: CampaignDraft, dimensions: string[], decisionUnits: number): CampaignFacts {
  const { share } = draft.controlGroup;
  return {
    arms: [{ id: 'target', role: 'target', share: 1 - share }, ...(share > 0 ? [{ id: 'control', role: 'control' as const, share }] : [])],
    goal: draft.goal,
    outcomes: [],
    dimensions,
    startsOn: draft.startsOn,
    endsBefore: weekStart(draft.startsOn, draft.weeks),
    dataBefore: null,
    decisionUnits,
  };
}
