import type { studioRules as ru } from '../ru/studio-rules.js';

export const studioRules: Record<keyof typeof ru, string> = {
  title: 'Business rules',
};
