export { checkModel } from './check-model.js';
export { importLightgbm } from './importers/import-lightgbm.js';
export { importXgboost } from './importers/import-xgboost.js';
export type { ModelContribution, ModelResult, ModelScorer } from './model-result.js';
export { modelRuntime, modelScorer } from './model-runtime.js';
export { importPmml } from './pmml/import-pmml.js';
export { printModel } from './print-model.js';
