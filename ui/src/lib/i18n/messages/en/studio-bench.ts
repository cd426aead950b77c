import type { studioBench as ru } from '../ru/studio-bench.js';

export const studioBench: Record<keyof typeof ru, string> = {
  title: 'Tests of the strategy',
};
