import type { studioTable as ru } from '../ru/studio-table.js';

export const studioTable: Record<keyof typeof ru, string> = {
  title: 'Decision table',
};
