import { tableRuntime } from '../decision-table/table-runtime.js';
import { feelRuntime } from '../feel/runtime/feel-runtime.js';
import { modelRuntime } from '../model/model-runtime.js';
import { ruleSetRuntime } from '../rule-set/rule-set-runtime.js';
import { scorecardRuntime } from '../scorecard/scorecard-runtime.js';
import { arbitrateRuntime } from '../strategy/nodes/arbitrate/rank-candidates.js';
import { rulesRuntime } from '../strategy/nodes/rules/rule-events.js';
import { sourceRuntime } from '../strategy/nodes/source-runtime.js';
import { strategyRuntime } from './strategy-runtime.js';

/** The parts of the runtime; no two have a function of the same name. */
export const runtimeParts = [feelRuntime, ruleSetRuntime, tableRuntime, scorecardRuntime, rulesRuntime, arbitrateRuntime, modelRuntime, sourceRuntime, strategyRuntime] as const;

/** Everything that generated code calls. It needs nothing outside, so that it can be bundled with the code of a strategy. */
export const R = { ...feelRuntime, ...ruleSetRuntime, ...tableRuntime, ...scorecardRuntime, ...rulesRuntime, ...arbitrateRuntime, ...modelRuntime, ...sourceRuntime, ...strategyRuntime };
export type Runtime = typeof R;
