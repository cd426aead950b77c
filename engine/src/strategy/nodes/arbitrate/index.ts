export { arbitrateNode, ArbitrateSettings } from './arbitrate-node.js';
export { arbitrateRuntime, rankCandidates } from './rank-candidates.js';
