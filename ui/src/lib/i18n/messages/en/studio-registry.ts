import type { studioRegistry as ru } from '../ru/studio-registry.js';

export const studioRegistry: Record<keyof typeof ru, string> = {
  title: 'Projects',
};
