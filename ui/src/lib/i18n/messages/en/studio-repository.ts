import type { studioRepository as ru } from '../ru/studio-repository.js';

export const studioRepository: Record<keyof typeof ru, string> = {
  title: 'Repository',
};
