import type { DeliveryStatus } from '@arbiter/contracts';
import type { Tone } from '$lib/components/Badge.svelte';
import { i18n } from '$lib/i18n/i18n.svelte.js';

/** A status of a delivery in words. */
export const fateTitle = (status: string): string => i18n.coded('timeline', status) ?? i18n.coded('history', status) ?? status;

const tones: Partial<Record<DeliveryStatus, Tone>> = { unknown: 'bad', failed: 'bad', bounced: 'bad', expired: 'warn', delivered: 'good', opened: 'good', clicked: 'good' };
export const fateTone = (status: string): Tone => tones[status as DeliveryStatus] ?? 'neutral';
