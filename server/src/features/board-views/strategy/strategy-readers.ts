import { strategyViews } from '@arbiter/reports/views/strategy/index';
import { readerOfAskedView } from '../read-asked-view.js';

export const strategyReaders = strategyViews.map(readerOfAskedView);
