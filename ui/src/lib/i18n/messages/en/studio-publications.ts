import type { studioPublications as ru } from '../ru/studio-publications.js';

export const studioPublications: Record<keyof typeof ru, string> = {
  title: 'Publications',
};
