export * from './feature-definition.js';
export * from './features-state.js';
export { foldEvent, gatherFeatures, mostDistinct, type CompiledFeatures } from './fold-event.js';
export { readFeature, readFeatures } from './read-features.js';
export { compileTrigger, gatherTriggers, type CompiledTrigger, type CompiledTriggers } from './trigger-definition.js';
export { afterEvent, endWaiting, isStillWanted, mostWaiting, type StepInput, type TriggerChange } from './trigger-step.js';
