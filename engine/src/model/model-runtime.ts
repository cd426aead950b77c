import type { JsonModel } from '@arbiter/contracts';
import type { ModelScorer } from './model-result.js';
import { linearScorer } from './score-linear.js';
import { scorecardScorer } from './score-scorecard.js';
import { treesScorer } from './score-trees.js';

/** Makes a checked model of plain JSON ready. */
export function modelScorer(model: JsonModel): ModelScorer {
  return model.kind === 'linear' ? linearScorer(model) : model.kind === 'trees' ? treesScorer(model) : scorecardScorer(model);
}

/** What printed models need at run time. */
export const modelRuntime = { modelScorer };
