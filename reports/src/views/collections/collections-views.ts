import type { SqlView } from '../sql-view.js';
import { agingNowView, agingView } from './aging.js';
import { contactResultsView } from './contact-results.js';
import { courtShareView } from './court-share.js';
import { cureCurveView } from './cure-curve.js';
import { debtorSegmentsView } from './debtor-segments.js';
import { keyFiguresView } from './key-figures.js';
import { promisesView } from './promises.js';
import { recoveryView } from './recovery.js';
import { migrationToBadView, rollDifferenceView, rollProjectionView } from './roll-difference.js';
import { rollRatesView, rollTrendView } from './roll-rates.js';
import { turnoverView } from './turnover.js';

/** Views of the collections board. */
export const collectionsViews: readonly SqlView[] = [
  keyFiguresView, turnoverView, recoveryView, agingView, agingNowView, rollRatesView, rollTrendView, rollDifferenceView, rollProjectionView, migrationToBadView, cureCurveView,
  contactResultsView, promisesView, debtorSegmentsView, courtShareView,
];
