import type { AskedView } from '../asked-view.js';
import { claimsOverTime, claimSummary, precisionAtCapacity, referralReasons } from './claim-views.js';
import { swapEffect, swapSet } from './swap-set.js';

export const insuranceViews: readonly AskedView[] = [claimSummary, claimsOverTime, referralReasons, precisionAtCapacity, swapSet, swapEffect];
