import type { BoardDocument } from '@arbiter/contracts/reporting/board';
import { inputDrift, inputEvidence, inputValue } from '../views/model/input-views.js';
import { modelCalibration, modelGain, modelLift, modelQuality } from '../views/model/model-quality.js';
import { scoreDistribution, scoreStability } from '../views/model/score-stability.js';
import { numberTile, viewTile } from './board-tiles.js';

export const modelBoard: BoardDocument = {
  title: { ru: 'Модели', en: 'Models' },
  description: { ru: 'Сбывается ли то, что обещали оценки, и не сместились ли они', en: 'Whether what scores promised comes true, and whether they have drifted' },
  tiles: [
    numberTile('auc', modelQuality, 'auc', 'AUC', 'AUC'),
    numberTile('gini', modelQuality, 'gini', 'Джини', 'Gini'),
    numberTile('ks', modelQuality, 'ks', 'KS', 'KS'),
    numberTile('brier', modelQuality, 'brier', 'Брайер', 'Brier'),
    viewTile('lift', modelLift),
    viewTile('gain', modelGain),
    viewTile('calibration', modelCalibration),
    viewTile('stability', scoreStability),
    viewTile('inputs', inputDrift),
    viewTile('value', inputValue),
    viewTile('distribution', scoreDistribution, {}, { width: 12 }),
    viewTile('quality', modelQuality, {}, { title: { ru: 'Качество с интервалами', en: 'Quality with intervals' }, chart: { type: 'table' }, width: 12, height: 'small' }),
    viewTile('woe', inputEvidence, {}, { width: 12, height: 'tall' }),
  ],
  filters: ['strategy', 'version', 'arm', 'environment', 'decision'],
  period: { kind: 'last', count: 8, unit: 'week' },
  shared: true,
};
