import type { CampaignSummary, Overview } from '$lib/api/types.js';
import type { MessageKey } from '$lib/i18n/i18n.svelte.js';

export interface JourneyStep {
  title: MessageKey;
  text: MessageKey;
  href: string;
  status: 'done' | 'next' | 'open';
}

/** The way of a campaign from data to report, each step with where the newest own campaign stands on it. */
export function journey(overview: Overview, campaigns: readonly CampaignSummary[]): JourneyStep[] {
  const own = campaigns.find((campaign) => campaign.origin === 'own' && campaign.state !== 'finished') ?? campaigns.find((campaign) => campaign.origin === 'own');
  const at = own ? `/campaigns/${own.id}` : '/campaigns/new';
  const approved = own !== undefined && own.state !== 'draft';
  const launched = own !== undefined && (own.state === 'launched' || own.state === 'paused' || own.state === 'finished');
  const reported = campaigns.find((campaign) => campaign.hasReport);
  const steps: { title: MessageKey; text: MessageKey; href: string; done: boolean }[] = [
    { title: 'home.stepData', text: 'home.stepDataText', href: '/data', done: overview.customers > 0 },
    { title: 'home.stepCampaign', text: 'home.stepCampaignText', href: own ? at : '/campaigns/new', done: own !== undefined },
    { title: 'home.stepOptimise', text: 'home.stepOptimiseText', href: own ? `${at}/plan` : at, done: approved },
    { title: 'home.stepLaunch', text: 'home.stepLaunchText', href: own ? `${at}/launch` : at, done: launched },
    { title: 'home.stepDecide', text: 'home.stepDecideText', href: '/decisions', done: launched },
    { title: 'home.stepRespond', text: 'home.stepRespondText', href: '/data/import?dataset=responses', done: own?.state === 'finished' },
    { title: 'home.stepReport', text: 'home.stepReportText', href: reported ? `/campaigns/${reported.id}/report` : '/reports', done: reported !== undefined },
  ];
  const next = steps.findIndex((step) => !step.done);
  return steps.map(({ done, ...step }, index) => ({ ...step, status: done ? 'done' : index === next ? 'next' : 'open' }));
}
