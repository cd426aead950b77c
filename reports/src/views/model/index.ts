import type { AskedView } from '../asked-view.js';
import { inputDrift, inputEvidence, inputValue } from './input-views.js';
import { modelCalibration, modelGain, modelLift, modelQuality } from './model-quality.js';
import { scoreDistribution, scoreStability } from './score-stability.js';

export const modelViews: readonly AskedView[] = [modelQuality, modelLift, modelGain, modelCalibration, scoreStability, scoreDistribution, inputDrift, inputValue, inputEvidence];
