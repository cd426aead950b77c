import type { learning as ru } from '../ru/learning.js';

export const learning: Record<keyof typeof ru, string> = {
  title: 'Learning',
};
