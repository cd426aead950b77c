import type { studioFields as ru } from '../ru/studio-fields.js';

export const studioFields: Record<keyof typeof ru, string> = {
  title: 'Data model',
};
