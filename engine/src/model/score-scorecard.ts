import type { ScorecardModel } from '@arbiter/contracts';
import { StrategyFailure } from '../strategy/strategy-services.js';
import { expressionFunction, type ExpressionFunction, type ExpressionValue } from './expression-function.js';
import { modelColumns } from './model-columns.js';
import { rescaling } from './model-links.js';
import { rankReasons, type ModelContribution, type ModelScorer } from './model-result.js';

/** A scorecard made ready (PMML 4.4, element Scorecard). Contributions are the points lost against the baseline, or gained for `points-above`. */
export function scorecardScorer(model: ScorecardModel): ModelScorer {
  const columns = modelColumns(model);
  const rescale = rescaling(model.rescale) ?? ((score: number) => score);
  const sign = model.reasonAlgorithm === 'points-above' ? 1 : -1;
  const characteristics = model.characteristics.map((characteristic) => ({
    ...characteristic,
    baseline: characteristic.baselinePoints ?? model.baselinePoints ?? 0,
    bins: characteristic.bins.map(({ when, points, reasonCode }) => ({
      when: expressionFunction(when, columns.indexOf),
      points: (typeof points === 'number' ? () => points : expressionFunction(points, columns.indexOf)) as ExpressionFunction,
      reasonCode: reasonCode ?? characteristic.reasonCode ?? characteristic.name,
    })),
  }));
  const run = (values: readonly unknown[], contributions?: ModelContribution[]): number | null => {
    const row = columns.fill(values) as readonly ExpressionValue[];
    let total = model.initialScore;
    for (const { name, bins, baseline } of characteristics) {
      const bin = bins.find(({ when }) => when(row) === true);
      if (!bin) throw new StrategyFailure('model-input', `${model.name ? `Scorecard "${model.name}"` : 'The scorecard'}: no bin of characteristic "${name}" takes the row's values; add a bin for everything else`);
      const points = bin.points(row);
      if (points === null) return null;
      total += Number(points);
      contributions?.push({ feature: name, contribution: sign * (Number(points) - baseline), reasonCode: bin.reasonCode });
    }
    return Number.isFinite(total) ? rescale(total) : null;
  };
  return {
    features: model.features.map(({ name }) => name),
    score: (values) => run(values),
    run(values, reasons = model.reasonCount ?? 0) {
      const contributions: ModelContribution[] = [];
      const score = run(values, contributions);
      return { score, class: null, probabilities: {}, ...(reasons > 0 && score !== null ? rankReasons(contributions, reasons, true) : { reasonCodes: [], contributions: [] }) };
    },
  };
}
