export * from './live-customer.js';
