import type { manualChecks as ru } from '../ru/manual-checks.js';

export const manualChecks: Record<keyof typeof ru, string> = {
  title: 'Manual checks',
};
