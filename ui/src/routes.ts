import type { Component } from 'svelte';

export interface Route {
  pattern: string;
  /** Brings the page's code when it is first opened. Parameters of the pattern become its props. */
  load: () => Promise<{ default: Component<never> }>;
}

export const routes: readonly Route[] = [
  { pattern: '/', load: () => import('$features/home/HomePage.svelte') },
  { pattern: '/data', load: () => import('$features/data/DataPage.svelte') },
  { pattern: '/data/import', load: () => import('$features/imports/ChooseFilePage.svelte') },
  { pattern: '/data/imports/:id', load: () => import('$features/imports/ImportPage.svelte') },
  { pattern: '/catalogue', load: () => import('$features/catalogue/CataloguePage.svelte') },
  { pattern: '/campaigns', load: () => import('$features/campaigns/list/CampaignsPage.svelte') },
  { pattern: '/campaigns/new', load: () => import('$features/campaigns/list/NewCampaignPage.svelte') },
  { pattern: '/campaigns/:id', load: () => import('$features/campaigns/editor/EditorPage.svelte') },
  { pattern: '/campaigns/:id/plan', load: () => import('$features/campaigns/plan/PlanPage.svelte') },
  { pattern: '/campaigns/:id/compare', load: () => import('$features/campaigns/compare/ComparePage.svelte') },
  { pattern: '/campaigns/:id/launch', load: () => import('$features/campaigns/launch/LaunchPage.svelte') },
  { pattern: '/campaigns/:id/report', load: () => import('$features/reports/ReportPage.svelte') },
  { pattern: '/reports', load: () => import('$features/reports/ReportsPage.svelte') },
  { pattern: '/reports/global-control', load: () => import('$features/reports/global-control/GlobalControlPage.svelte') },
  { pattern: '/reports/schedules', load: () => import('$features/report-schedules/SchedulesPage.svelte') },
  { pattern: '/reports/:id', load: () => import('$features/reports/ReportPage.svelte') },
  { pattern: '/boards', load: () => import('$features/boards/BoardsPage.svelte') },
  { pattern: '/boards/:id', load: () => import('$features/boards/BoardPage.svelte') },
  { pattern: '/explore', load: () => import('$features/explore/ExplorePage.svelte') },
  { pattern: '/decisions', load: () => import('$features/decisions/DecisionsPage.svelte') },
  { pattern: '/decisions/:id', load: () => import('$features/decisions/DecisionPage.svelte') },
  { pattern: '/customers/:id', load: () => import('$features/decisions/CustomerPage.svelte') },
  { pattern: '/real-time', load: () => import('$features/real-time/RealTimePage.svelte') },
  { pattern: '/real-time/:kind', load: () => import('$features/real-time/RealTimePage.svelte') },
  { pattern: '/real-time/:kind/:id', load: () => import('$features/real-time/DocumentPage.svelte') },
  { pattern: '/rule-sets', load: () => import('$features/rule-sets/RuleSetsPage.svelte') },
  { pattern: '/rule-sets/:id', load: () => import('$features/rule-sets/RuleSetPage.svelte') },
  { pattern: '/studio', load: () => import('$features/studio/registry/ProjectsPage.svelte') },
  { pattern: '/studio/projects/:id', load: () => import('$features/studio/registry/ProjectPage.svelte') },
  { pattern: '/studio/items/:id', load: () => import('$features/studio/items/ItemPage.svelte') },
  { pattern: '/publications', load: () => import('$features/studio/publications/PublicationsPage.svelte') },
  { pattern: '/publications/new', load: () => import('$features/studio/publications/NewPublicationPage.svelte') },
  { pattern: '/publications/:id', load: () => import('$features/studio/publications/PublicationPage.svelte') },
  { pattern: '/repository', load: () => import('$features/studio/repository/RepositoryPage.svelte') },
  { pattern: '/repository/:id', load: () => import('$features/studio/repository/CardPage.svelte') },
  { pattern: '/repository/:id/compare', load: () => import('$features/studio/repository/ComparePage.svelte') },
  { pattern: '/checks', load: () => import('$features/manual-checks/ChecksPage.svelte') },
  { pattern: '/checks/:id', load: () => import('$features/manual-checks/CheckPage.svelte') },
  { pattern: '/learn', load: () => import('$features/learning/LearnPage.svelte') },
  { pattern: '/learn/glossary', load: () => import('$features/learning/GlossaryPage.svelte') },
  { pattern: '/settings', load: () => import('$features/settings/SettingsPage.svelte') },
];
