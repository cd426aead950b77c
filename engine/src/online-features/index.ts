export * from './feature-definition.js';
export * from './features-state.js';
export { foldEvent, gatherFeatures, mostDistinct, type CompiledFeatures } from './fold-event.js';
export { readFeature, readFeatures } from './read-features.js';
export { compileTrigger, gatherTriggers, type CompiledTrigger, type CompiledTriggers } from './trigger-definition.js';
export { whenReached } from './when-reached.js';
export { afterEvent, afterTime, endWaiting, isStillWanted, mostWaiting, type StepInput, type TriggerChange, type Watch } from './trigger-step.js';
