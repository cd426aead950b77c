/** What other features may use of events. */
export { checkEventType } from './check-event-type.js';
