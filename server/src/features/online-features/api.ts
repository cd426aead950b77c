/** What other features may use of online features. */
export { checkFeature, checkTrigger } from './check-feature.js';
export { compiledFeaturesOf, type CompiledReaction } from './compiled-features.js';
export { featuresOf } from './features-of.js';
