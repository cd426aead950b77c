import { insuranceViews } from '@arbiter/reports/views/insurance/index';
import { readerOfAskedView } from '../read-asked-view.js';

export const insuranceReaders = insuranceViews.map(readerOfAskedView);
