/** What other features may use of placements. */
export { checkPlacement } from './check-placement.js';
