import type { studioTeam as ru } from '../ru/studio-team.js';

export const studioTeam: Record<keyof typeof ru, string> = {
  title: 'History and comments',
};
