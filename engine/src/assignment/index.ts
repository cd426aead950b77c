export * from './assign-arm.js';
export { sipHash64 } from './sip-hash.js';
