export * from './check-data-model.js';
export * from './feel-types.js';
export * from './field-names.js';
export * from './from-json-schema.js';
export * from './from-sample.js';
export * from './json-schema.js';
export * from './input-reader.js';
export { valueReader, fieldReader, defaultOf, type Reading, type ValueReader, type ValueSource } from './value-reader.js';
