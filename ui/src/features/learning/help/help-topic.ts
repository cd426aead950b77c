/** Help for one screen: what it is for, how things are done, where to read on. */
export interface HelpTopic {
  title: string;
  text: string;
  /** How to do the usual things, a line each. */
  steps: string[];
  /** Terms of the glossary that are met here. */
  terms?: string[];
}

/** Topics by the pattern of the screen's address, the most exact first. */
export const helpOrder = ['home', 'data', 'imports', 'catalogue', 'campaigns', 'campaign', 'plan', 'launch', 'campaign-report', 'reports', 'boards', 'explore', 'decisions', 'real-time', 'rule-sets', 'projects', 'project', 'strategy', 'content', 'publications', 'new-publication', 'publication', 'repository', 'card', 'compare', 'checks', 'check', 'learn', 'settings'] as const;
export type HelpId = (typeof helpOrder)[number];

const byPattern: readonly [string, HelpId][] = [
  ['/', 'home'],
  ['/data', 'data'],
  ['/data/import', 'imports'],
  ['/data/imports/:id', 'imports'],
  ['/catalogue', 'catalogue'],
  ['/campaigns', 'campaigns'],
  ['/campaigns/new', 'campaign'],
  ['/campaigns/:id', 'campaign'],
  ['/campaigns/:id/plan', 'plan'],
  ['/campaigns/:id/compare', 'plan'],
  ['/campaigns/:id/launch', 'launch'],
  ['/campaigns/:id/report', 'campaign-report'],
  ['/reports', 'reports'],
  ['/reports/:id', 'campaign-report'],
  ['/reports/global-control', 'reports'],
  ['/reports/schedules', 'reports'],
  ['/boards', 'boards'],
  ['/boards/:id', 'boards'],
  ['/explore', 'explore'],
  ['/decisions', 'decisions'],
  ['/decisions/:id', 'decisions'],
  ['/customers/:id', 'decisions'],
  ['/real-time', 'real-time'],
  ['/real-time/:kind', 'real-time'],
  ['/real-time/:kind/:id', 'real-time'],
  ['/rule-sets', 'rule-sets'],
  ['/rule-sets/:id', 'rule-sets'],
  ['/studio', 'projects'],
  ['/studio/projects/:id', 'project'],
  ['/studio/items/:id', 'strategy'],
  ['/publications', 'publications'],
  ['/publications/new', 'new-publication'],
  ['/publications/:id', 'publication'],
  ['/repository', 'repository'],
  ['/repository/:id', 'card'],
  ['/repository/:id/compare', 'compare'],
  ['/checks', 'checks'],
  ['/checks/:id', 'check'],
  ['/learn', 'learn'],
  ['/learn/glossary', 'learn'],
  ['/settings', 'settings'],
];

/** The topic of a screen by the pattern of its route; null for one that has none. */
export const helpOf = (pattern: string | undefined): HelpId | null => byPattern.find(([one]) => one === pattern)?.[1] ?? null;
