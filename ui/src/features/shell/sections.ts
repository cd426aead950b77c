import ChartColumn from '@lucide/svelte/icons/chart-column';
import ClipboardCheck from '@lucide/svelte/icons/clipboard-check';
import Compass from '@lucide/svelte/icons/compass';
import Database from '@lucide/svelte/icons/database';
import GraduationCap from '@lucide/svelte/icons/graduation-cap';
import House from '@lucide/svelte/icons/house';
import LayoutDashboard from '@lucide/svelte/icons/layout-dashboard';
import LibraryBig from '@lucide/svelte/icons/library-big';
import ListTree from '@lucide/svelte/icons/list-tree';
import Package from '@lucide/svelte/icons/package';
import Radio from '@lucide/svelte/icons/radio';
import RadioTower from '@lucide/svelte/icons/radio-tower';
import Settings from '@lucide/svelte/icons/settings';
import Target from '@lucide/svelte/icons/target';
import Workflow from '@lucide/svelte/icons/workflow';
import Zap from '@lucide/svelte/icons/zap';
import type { Component } from 'svelte';
import type { MessageKey } from '$lib/i18n/i18n.svelte.js';

/** Parts of the product, in the order of the navigation. The first and the last have no heading. */
export const sectionGroups = ['start', 'campaigns', 'strategies', 'reports', 'end'] as const;
export type SectionGroup = (typeof sectionGroups)[number];

export interface Section {
  href: string;
  title: MessageKey;
  icon: Component<{ class?: string; 'aria-hidden'?: 'true' }>;
  group: SectionGroup;
  /** Stands in the bar at the bottom of a narrow screen; the others are behind "more". */
  inBar: boolean;
}

export const sections: readonly Section[] = [
  { href: '/', title: 'shell.home', icon: House, group: 'start', inBar: true },
  { href: '/data', title: 'shell.data', icon: Database, group: 'campaigns', inBar: true },
  { href: '/catalogue', title: 'shell.catalogue', icon: LibraryBig, group: 'campaigns', inBar: false },
  { href: '/campaigns', title: 'shell.campaigns', icon: Target, group: 'campaigns', inBar: true },
  { href: '/rule-sets', title: 'shell.ruleSets', icon: ListTree, group: 'campaigns', inBar: false },
  { href: '/real-time', title: 'shell.realTime', icon: Radio, group: 'campaigns', inBar: false },
  { href: '/decisions', title: 'shell.decisions', icon: Zap, group: 'campaigns', inBar: false },
  { href: '/studio', title: 'studio.title', icon: Workflow, group: 'strategies', inBar: false },
  { href: '/repository', title: 'studioRepository.title', icon: Package, group: 'strategies', inBar: false },
  { href: '/publications', title: 'studioPublications.title', icon: RadioTower, group: 'strategies', inBar: false },
  { href: '/checks', title: 'manualChecks.title', icon: ClipboardCheck, group: 'strategies', inBar: false },
  { href: '/reports', title: 'shell.reports', icon: ChartColumn, group: 'reports', inBar: true },
  { href: '/boards', title: 'shell.boards', icon: LayoutDashboard, group: 'reports', inBar: false },
  { href: '/explore', title: 'shell.explore', icon: Compass, group: 'reports', inBar: false },
  { href: '/learn', title: 'learning.title', icon: GraduationCap, group: 'end', inBar: false },
  { href: '/settings', title: 'shell.settings', icon: Settings, group: 'end', inBar: false },
];

/** The section that a path belongs to; a customer's card is part of the decisions, a campaign's report of the campaigns. */
export function isCurrent(section: Section, path: string): boolean {
  if (section.href === '/') return path === '/';
  if (section.href === '/decisions' && path.startsWith('/customers/')) return true;
  return path === section.href || path.startsWith(`${section.href}/`);
}
