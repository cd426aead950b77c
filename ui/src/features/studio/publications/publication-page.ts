import type { Publication } from '@arbiter/contracts';
import type { Component } from 'svelte';
import type { MessageKey } from '$lib/i18n/i18n.svelte.js';
import type { PublicationActions } from './publication-actions.svelte.js';

export interface PublicationTabProps {
  publication: Publication;
  actions: PublicationActions;
  nameOf: (itemId: string) => string;
}

export interface PublicationTab {
  id: string;
  title: MessageKey;
  fits: (publication: Publication) => boolean;
  load: () => Promise<{ default: Component<PublicationTabProps> }>;
}

const answersCalls = ({ settings }: Publication): boolean => settings.mode === 'online';

/** Ways to look at a publication; one that runs over a source answers no calls. */
export const publicationTabs: readonly PublicationTab[] = [
  { id: 'overview', title: 'studioPublications.overview', fits: () => true, load: () => import('./OverviewTab.svelte') },
  { id: 'runs', title: 'studioPublications.runs', fits: (publication) => !answersCalls(publication), load: () => import('./RunsTab.svelte') },
  { id: 'sandbox', title: 'studioPublications.sandbox', fits: answersCalls, load: () => import('./sandbox/SandboxTab.svelte') },
  { id: 'decisions', title: 'studioPublications.decisions', fits: answersCalls, load: () => import('./DecisionsTab.svelte') },
  { id: 'settings', title: 'studioPublications.settings', fits: () => true, load: () => import('./settings/SettingsTab.svelte') },
  { id: 'history', title: 'studioPublications.history', fits: () => true, load: () => import('./HistoryTab.svelte') },
];
