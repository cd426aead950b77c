/** What other features may use of contact policies. */
export { checkContactPolicy } from './check-contact-policy.js';
