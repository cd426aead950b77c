import type { MessageKey } from '$lib/i18n/i18n.svelte.js';

export const sectionIds = ['basics', 'audience', 'actions', 'objective', 'constraints', 'control', 'realtime'] as const;
export type SectionId = (typeof sectionIds)[number];

export const sectionTitles: Record<SectionId, MessageKey> = {
  basics: 'editor.sectionBasics',
  audience: 'editor.sectionAudience',
  actions: 'editor.sectionActions',
  objective: 'editor.sectionObjective',
  constraints: 'editor.sectionConstraints',
  control: 'editor.sectionControl',
  realtime: 'editor.sectionRealtime',
};
