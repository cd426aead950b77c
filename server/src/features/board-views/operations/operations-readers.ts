import { operationsViews } from '@arbiter/reports/views/operations/index';
import { readerOfAskedView } from '../read-asked-view.js';

export const operationsReaders = operationsViews.map(readerOfAskedView);
