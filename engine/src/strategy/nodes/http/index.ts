export { httpNode } from './http-node.js';
export { HttpSettings } from './http-settings.js';
