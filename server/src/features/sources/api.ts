/** What other features may use of sources. */
export { createStrategyServices } from './create-strategy-services.js';
export { SourceRegistry, type SourceRegistryOptions } from './source-registry.js';
export { sourceKinds } from './sources.repository.js';
