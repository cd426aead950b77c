import type { studioNodes as ru } from '../ru/studio-nodes.js';

export const studioNodes: Record<keyof typeof ru, string> = {
  title: 'Node',
};
