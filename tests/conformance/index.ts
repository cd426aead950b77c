export { conformancePage } from './conformance-page.js';
export { printTck } from './print-tck.js';
export { readTck } from './read-tck.js';
export { runSuite } from './run-tck.js';
export { reasonOf } from './shortfalls.js';
