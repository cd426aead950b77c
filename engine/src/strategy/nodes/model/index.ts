export { modelNode } from './model-node.js';
export { ModelSettings } from './model-settings.js';
