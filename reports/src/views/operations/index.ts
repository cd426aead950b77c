import type { AskedView } from '../asked-view.js';
import { operationsStrategies } from '../strategy/decision-volume.js';
import { operationsHealth, operationsNow, operationsQueues } from './live-views.js';
import { decisionFlow, deliveryStatuses, operationErrors, refusals } from './real-time-views.js';

export const operationsViews: readonly AskedView[] = [operationsNow, decisionFlow, operationsStrategies, refusals, deliveryStatuses, operationErrors, operationsQueues, operationsHealth];
