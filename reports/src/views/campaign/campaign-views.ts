import type { SqlView } from '../sql-view.js';
import { calendarView, campaignLimitsView, daysView, planFactView, quotasView, wavesView } from './campaign-course.js';
import { campaignKeyFiguresView, campaignListView } from './campaign-list.js';

/** Views of the campaign board. */
export const campaignViews: readonly SqlView[] = [campaignKeyFiguresView, campaignListView, campaignLimitsView, planFactView, wavesView, calendarView, daysView, quotasView];
