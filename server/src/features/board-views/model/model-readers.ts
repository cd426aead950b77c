import { modelViews } from '@arbiter/reports/views/model/index';
import { readerOfAskedView } from '../read-asked-view.js';

export const modelReaders = modelViews.map(readerOfAskedView);
