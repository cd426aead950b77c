import { profileView, readProfile } from '@arbiter/reports/views/data/profile';
import { listAttributes } from '../../datasets/api.js';
import type { ViewReader } from '../view-reader.js';

export const dataReaders: readonly ViewReader[] = [
  {
    definition: profileView,
    read: async ({ repository, analytics }, input, signal) => readProfile(input, await listAttributes(repository), (sql, params) => analytics.query(sql, params, signal ? { signal } : {})),
  },
];
