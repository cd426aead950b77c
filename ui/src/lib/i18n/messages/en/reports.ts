import type { reports as ru } from '../ru/reports.js';

export const reports: Record<keyof typeof ru, string> = {
  campaign: 'Campaign',
  downloads: 'Numbers of the report (CSV)',
  empty: 'No reports yet',
  emptyText: 'The target-against-control report appears once a campaign is launched; or import a finished campaign.',
  import: 'Import a finished one',
  notYet: 'The report appears once the campaign is launched',
  partChannels: 'Channels and budget',
  partCumulative: 'Effect by day',
  partMetrics: 'Measures',
  partSegments: 'By segment',
  subtitle: 'What the campaign changed: target against control.',
  title: 'Reports',
};
