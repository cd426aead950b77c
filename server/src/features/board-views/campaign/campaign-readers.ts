import { campaignViews } from '@arbiter/reports/views/campaign/campaign-views';
import { sqlViewReader } from '../read-sql-view.js';

export const campaignReaders = campaignViews.map(sqlViewReader);
