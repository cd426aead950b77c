export { PasswordIdentityProvider, toLogin, type IdentityProvider, type PasswordProof } from './identity-provider.js';
export { ensureLocalOwner, localOwnerId } from './local-owner.js';
export { hashPassword } from './password-hash.js';
export { hashToken, isSameSecret, makeToken } from './secret-token.js';
export { closeSessionsOf, findSession, longestSessionMs } from './sessions.repository.js';
export { clearSessionCookie, readSessionCookie, setSessionCookie } from './session-cookie.js';
