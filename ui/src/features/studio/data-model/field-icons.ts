import type { FieldType } from '@arbiter/contracts';
import Braces from '@lucide/svelte/icons/braces';
import Calendar from '@lucide/svelte/icons/calendar';
import CircleDashed from '@lucide/svelte/icons/circle-dashed';
import Clock from '@lucide/svelte/icons/clock';
import Hash from '@lucide/svelte/icons/hash';
import List from '@lucide/svelte/icons/list';
import Timer from '@lucide/svelte/icons/timer';
import ToggleLeft from '@lucide/svelte/icons/toggle-left';
import Type from '@lucide/svelte/icons/type';
import type { Component } from 'svelte';

type Icon = Component<{ class?: string; 'aria-hidden'?: 'true' }>;

export const fieldIcons: Record<FieldType, Icon> = {
  number: Hash, integer: Hash, string: Type, boolean: ToggleLeft, date: Calendar, time: Clock, 'date and time': Calendar,
  'days and time duration': Timer, 'years and months duration': Timer, list: List, object: Braces, any: CircleDashed,
};
