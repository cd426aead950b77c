import type { Stage } from '@arbiter/contracts';
import { t, type MessageKey } from '$lib/i18n/i18n.svelte.js';

const keys: Record<Stage, MessageKey> = {
  pre: 'catalogue.stagePre',
  soft: 'catalogue.stageSoft',
  hard: 'catalogue.stageHard',
  offer: 'catalogue.stageOffer',
  service: 'catalogue.stageService',
};

/** Stages in the order of a debt's life, then those of marketing and service. */
export const stageOrder = Object.keys(keys) as Stage[];

export const stageTitle = (stage: Stage): string => t(keys[stage]);
