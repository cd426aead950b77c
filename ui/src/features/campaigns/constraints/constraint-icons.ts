import Ban from '@lucide/svelte/icons/ban';
import CalendarClock from '@lucide/svelte/icons/calendar-clock';
import ChartPie from '@lucide/svelte/icons/chart-pie';
import Gauge from '@lucide/svelte/icons/gauge';
import ListChecks from '@lucide/svelte/icons/list-checks';
import House from '@lucide/svelte/icons/house';
import Split from '@lucide/svelte/icons/split';
import MessageSquare from '@lucide/svelte/icons/message-square';
import TrendingUp from '@lucide/svelte/icons/trending-up';
import Wallet from '@lucide/svelte/icons/wallet';
import type { Component } from 'svelte';
import type { ConstraintKind } from './new-constraint.js';

export const constraintIcons: Record<ConstraintKind, Component<{ class?: string; 'aria-hidden'?: 'true' }>> = {
  budget: Wallet,
  capacity: Gauge,
  share: ChartPie,
  exclusion: Ban,
  exclusivity: ListChecks,
  gap: CalendarClock,
  contacts: MessageSquare,
  minimum: TrendingUp,
  household: House,
  'never-both': Split,
};
