import type { Role, Scope } from '@arbiter/contracts';
import type { MessageKey } from '$lib/i18n/i18n.svelte.js';

export const roleTitles: Record<Role, MessageKey> = {
  owner: 'settings.roleOwner',
  admin: 'settings.roleAdmin',
  marketer: 'settings.roleMarketer',
  analyst: 'settings.roleAnalyst',
  manager: 'settings.roleManager',
  viewer: 'settings.roleViewer',
};

export const scopeTitles: Record<Scope, MessageKey> = {
  data: 'settings.scopeData',
  campaigns: 'settings.scopeCampaigns',
  launch: 'settings.scopeLaunch',
  decisions: 'settings.scopeDecisions',
  strategies: 'settings.scopeStrategies',
  publications: 'settings.scopePublications',
  reports: 'settings.scopeReports',
  admin: 'settings.scopeAdmin',
};
