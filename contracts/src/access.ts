import { Type, type Static } from 'typebox';
import { Id } from './identifiers.js';

export const roles = ['owner', 'admin', 'marketer', 'analyst', 'manager', 'viewer'] as const;
export const Role = Type.Enum(roles, { description: 'What a person may do' });
export type Role = (typeof roles)[number];

/** The parts of the product that permissions are given for. */
export const scopes = ['data', 'campaigns', 'launch', 'decisions', 'strategies', 'publications', 'reports', 'admin'] as const;
export type Scope = (typeof scopes)[number];

/** A scope as an API key holds it: `decisions` reads and writes, `decisions:read` only reads. */
export const keyScopes = [...scopes, ...scopes.map((scope) => `${scope}:read` as const)] as const;
export const KeyScope = Type.Enum(keyScopes);
export type KeyScope = (typeof keyScopes)[number];

export const languages = ['ru', 'en'] as const;
export const Language = Type.Enum(languages);
export type Language = (typeof languages)[number];

export const Login = Type.String({ minLength: 2, maxLength: 100, pattern: '^[\\p{L}\\p{N}._@+-]+$', description: 'Letters, digits and . _ @ + -; upper and lower case are the same' });
export const Password = Type.String({ minLength: 10, maxLength: 200 });

export const User = Type.Object({
  id: Id,
  login: Type.String(),
  role: Role,
  language: Language,
  createdAt: Type.String(),
});
export type User = Static<typeof User>;

const Level = Type.Enum(['none', 'read', 'write'] as const);
export const Permissions = Type.Object({ data: Level, campaigns: Level, launch: Level, decisions: Level, strategies: Level, publications: Level, reports: Level, admin: Level });
export type Permissions = Static<typeof Permissions>;

/** Who is asking, and what the page must know before anything else. */
export const SessionInfo = Type.Object({
  user: Type.Union([
    Type.Null(),
    Type.Object({ id: Type.String(), login: Type.String(), role: Role, language: Language, permissions: Permissions }),
  ]),
  csrfToken: Type.Union([Type.Null(), Type.String({ description: 'To be sent as x-csrf-token with every request that changes something' })]),
  profile: Type.Union([Type.Literal('embedded'), Type.Literal('server')]),
  signInRequired: Type.Boolean(),
  setupRequired: Type.Boolean({ description: 'No account exists yet: make the first one with the token from the log' }),
  version: Type.String(),
});
export type SessionInfo = Static<typeof SessionInfo>;

export const ApiKey = Type.Object({
  id: Id,
  name: Type.String(),
  scopes: Type.Array(KeyScope),
  createdAt: Type.String(),
  revokedAt: Type.Union([Type.String(), Type.Null()]),
  lastUsedAt: Type.Union([Type.String(), Type.Null()]),
});
export type ApiKey = Static<typeof ApiKey>;

export const AuditEntry = Type.Object({
  id: Type.String(),
  at: Type.String(),
  userId: Type.Union([Type.String(), Type.Null()]),
  login: Type.Union([Type.String(), Type.Null()]),
  action: Type.String(),
  subject: Type.String(),
  details: Type.Unknown(),
});
export type AuditEntry = Static<typeof AuditEntry>;
