import { armSql } from '@arbiter/engine/assignment/index';
import { demoCalendar, finishedCampaignControl, finishedCampaignId, type DemoStory } from '@arbiter/demo';
import { refreshProfiles } from '../customers/api.js';
import type { JobHandler } from '../jobs/api.js';
import { readReport } from '../reports/api.js';
import { addDemoRealTime } from './add-demo-real-time.js';
import { addDemoStrategies } from './add-demo-strategies.js';
import { addDemoCampaigns, addDemoCatalogue, type DemoSettings } from './demo-catalogue.js';
import { tellDecisions } from './tell-decisions.js';
import { tellStory } from './tell-story.js';

/** Arms of the finished campaign, by the hash that every campaign uses; constants only, so the text needs no parameters. */
const armIsTarget: DemoStory['armIsTarget'] = (customerIdSql) => {
  const { bucket, params } = armSql({ salt: finishedCampaignControl.salt, campaignId: finishedCampaignId, controlShare: finishedCampaignControl.share }, customerIdSql, 'demo_');
  const expression = bucket.replace('{demo_key:String}', `'${String(params.demo_key)}'`);
  return `(${expression} >= ${String(params.demo_control)})`;
};

export function demoStory({ customers, seed, until }: Pick<DemoSettings, 'customers' | 'seed' | 'until'>, version: number): DemoStory {
  return { customers, seed, calendar: demoCalendar(until), version, armIsTarget };
}

/** Tells the demo company; its settings are the subject. Told again after a crash, it says the same. */
export const tellDemoJob: JobHandler = async ({ container, subjectId, signal, progress }) => {
  const settings = parseDemoSubject(subjectId);
  await addDemoCatalogue(container, settings.language);
  await addDemoStrategies(container, settings.language);
  await addDemoRealTime(container, settings);
  await tellStory(container, demoStory(settings, Date.parse(settings.until)), { signal, onProgress: (done, table) => progress(done, table, { customers: settings.customers }) });
  await tellDecisions(container, settings, signal);
  await addDemoCampaigns(container, settings, demoCalendar(settings.until));
  const value = JSON.stringify(settings);
  await container.repository.insertInto('settings').values({ key: 'demo', value }).onConflict((conflict) => conflict.column('key').doUpdateSet({ value })).execute();
  await refreshProfiles(container);
  // The first who opens the report finds its rollups made. It is made for whoever asks, should this fail.
  await readReport(container, finishedCampaignId, {}, signal).catch((error: unknown) => {
    signal.throwIfAborted();
    container.log.warn({ component: 'demo', err: error }, 'The report of the finished campaign could not be made ready');
  });
};

/** Settings as the job's subject, and back: `20000 customers, seed 7, 2026-01-31, ru`. */
export function demoSubject({ customers, seed, until, language }: DemoSettings): string {
  return `${customers}/${seed}/${until}/${language}`;
}

function parseDemoSubject(subject: string): DemoSettings {
  const [customers, seed, until, language] = subject.split('/');
  return { customers: Number(customers), seed: Number(seed), until: until!, language: language === 'en' ? 'en' : 'ru' };
}
