/** What other features may use of the configuration of real time. */
export { compiledOnce, configurationOf, makeConfiguration, type Configuration, type ConfigurationRegistry } from './configuration-registry.js';
export { findConfigurationVersion, listConfiguration, saveConfiguration, type Configured } from './configuration.repository.js';
export type { CheckContext, ConfigurationCheck } from './configuration-checks.js';
