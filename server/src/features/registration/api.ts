/** What other features may use of registration. */
export { compileVersion, requireCompiled, type RegisteredStrategy } from './compile-version.js';
export { canonicalJson, contentHash } from './content-hash.js';
export { registerVersion, type Registration } from './register-version.js';
export { registrationChecks, type RegistrationCandidate, type RegistrationCheck } from './registration-checks.js';
export { codeText } from './version-code.js';
export { findVersion, insertVersion, listVersions, type StoredVersion } from './versions.repository.js';
