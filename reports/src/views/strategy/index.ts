import type { AskedView } from '../asked-view.js';
import { decisionList } from './decision-list.js';
import { decisionMix } from './decision-mix.js';
import { strategySummary, strategyVolume } from './decision-volume.js';
import { strategyGraph } from './strategy-graph.js';

export const strategyViews: readonly AskedView[] = [strategySummary, strategyGraph, decisionMix, strategyVolume, decisionList];
