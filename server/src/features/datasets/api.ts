/** What other features may use of the data model. */
export { addAttributes, listAttributes } from './attribute-registry.js';
