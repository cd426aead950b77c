import { collectionsViews } from '@arbiter/reports/views/collections/collections-views';
import { sqlViewReader } from '../read-sql-view.js';

export const collectionsReaders = collectionsViews.map(sqlViewReader);
