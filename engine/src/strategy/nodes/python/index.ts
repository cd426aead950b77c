export { pythonNode } from './python-node.js';
export { PythonSettings } from './python-settings.js';
