/** What other features may use of calls of strategies. */
export { contactPolicyOfCall } from './contact-policy-of-call.js';
