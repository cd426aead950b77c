import type { studioCanvas as ru } from '../ru/studio-canvas.js';

export const studioCanvas: Record<keyof typeof ru, string> = {
  title: 'Graph of the strategy',
};
