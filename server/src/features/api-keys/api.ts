export { ApiKeyStore } from './api-key-store.js';
