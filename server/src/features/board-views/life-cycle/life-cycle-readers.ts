import { lifeCycleViews } from '@arbiter/reports/views/life-cycle/life-cycle-views';
import { sqlViewReader } from '../read-sql-view.js';

export const lifeCycleReaders = lifeCycleViews.map(sqlViewReader);
