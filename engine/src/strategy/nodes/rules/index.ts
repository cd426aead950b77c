export { rulesNode } from './rules-node.js';
export { RulesSettings } from './rules-settings.js';
export { rulesRuntime } from './rule-events.js';
