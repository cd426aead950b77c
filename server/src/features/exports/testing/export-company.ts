import type { Container } from '../../../container.js';
import { addCampaign } from '../../campaigns/campaigns.repository.js';
import { smallCampaign } from '../../runs/testing/small-company.js';

/** Puts a campaign with one finished run of so many rows into the stores, the short way. */
export async function plantPlan({ repository, analytics, now }: Pick<Container, 'repository' | 'analytics' | 'now'>, campaignId: string, rows: number): Promise<string> {
  const runId = `run-${campaignId}`;
  const draft = smallCampaign({ name: 'Весна: "долги" / 2026' });
  await addCampaign(repository, campaignId, draft, now());
  await repository.insertInto('runs').values({ id: runId, campaign_id: campaignId, number: 3, state: 'succeeded', job_id: `job-${runId}`, draft: JSON.stringify(draft), created_at: now() }).execute();
  await analytics.command(
    `INSERT INTO plan_rows (run_id, customer_id, period, action_id, channel, stage, segment, value_minor, cost_minor, version)
     SELECT {runId:String}, concat('c', toString(number)), number % 2, if(number % 3 = 0, 'sms', 'call'), if(number % 3 = 0, 'sms', 'phone'), 'soft', if(number % 5 = 0, '=1+1', 'lazy'), (number * 7919) % 9973, number % 101, 1
     FROM numbers({rows:UInt64})`,
    { runId, rows },
  );
  return runId;
}
