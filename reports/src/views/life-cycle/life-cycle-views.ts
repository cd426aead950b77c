import type { SqlView } from '../sql-view.js';
import { armsView } from './arms-view.js';
import { atRiskView } from './at-risk-view.js';
import { lifeCycleKeyFiguresView, stagesView } from './stages-view.js';
import { lifeCycleTrendView } from './trend-view.js';

/** Views of the life-cycle board. */
export const lifeCycleViews: readonly SqlView[] = [lifeCycleKeyFiguresView, stagesView, lifeCycleTrendView, atRiskView, armsView];
