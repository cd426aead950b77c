import ChartColumn from '@lucide/svelte/icons/chart-column';
import Compass from '@lucide/svelte/icons/compass';
import Database from '@lucide/svelte/icons/database';
import House from '@lucide/svelte/icons/house';
import LayoutDashboard from '@lucide/svelte/icons/layout-dashboard';
import LibraryBig from '@lucide/svelte/icons/library-big';
import ListTree from '@lucide/svelte/icons/list-tree';
import Radio from '@lucide/svelte/icons/radio';
import Settings from '@lucide/svelte/icons/settings';
import Target from '@lucide/svelte/icons/target';
import Workflow from '@lucide/svelte/icons/workflow';
import Zap from '@lucide/svelte/icons/zap';
import type { Component } from 'svelte';
import type { MessageKey } from '$lib/i18n/i18n.svelte.js';

export interface Section {
  href: string;
  title: MessageKey;
  icon: Component<{ class?: string; 'aria-hidden'?: 'true' }>;
  /** Stands in the bar at the bottom of a narrow screen; the others are behind "more". */
  inBar: boolean;
}

export const sections: readonly Section[] = [
  { href: '/', title: 'shell.home', icon: House, inBar: true },
  { href: '/data', title: 'shell.data', icon: Database, inBar: true },
  { href: '/catalogue', title: 'shell.catalogue', icon: LibraryBig, inBar: false },
  { href: '/campaigns', title: 'shell.campaigns', icon: Target, inBar: true },
  { href: '/reports', title: 'shell.reports', icon: ChartColumn, inBar: true },
  { href: '/boards', title: 'shell.boards', icon: LayoutDashboard, inBar: false },
  { href: '/explore', title: 'shell.explore', icon: Compass, inBar: false },
  { href: '/decisions', title: 'shell.decisions', icon: Zap, inBar: false },
  { href: '/real-time', title: 'shell.realTime', icon: Radio, inBar: false },
  { href: '/rule-sets', title: 'shell.ruleSets', icon: ListTree, inBar: false },
  { href: '/studio', title: 'studio.title', icon: Workflow, inBar: false },
  { href: '/settings', title: 'shell.settings', icon: Settings, inBar: false },
];

/** The section that a path belongs to; a customer's card is part of the decisions, a campaign's report of the campaigns. */
export function isCurrent(section: Section, path: string): boolean {
  if (section.href === '/') return path === '/';
  if (section.href === '/decisions' && path.startsWith('/customers/')) return true;
  return path === section.href || path.startsWith(`${section.href}/`);
}
