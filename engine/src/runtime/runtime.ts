import { feelRuntime } from '../feel/index.js';
import { strategyRuntime } from './strategy-runtime.js';

/** Everything that generated code calls. It needs nothing outside, so that it can be bundled with the code of a strategy. */
export const R = { ...feelRuntime, ...strategyRuntime };
export type Runtime = typeof R;
