import { Type, type Static } from 'typebox';

/** A named source as strategies speak of it. */
export const SourceName = Type.String({ pattern: '^[a-z][a-z0-9_-]{0,62}$', description: 'Name of a source' });

/** The product's own analytical store, which is a source without being registered. */
export const analyticsSource = 'analytics';

/** A secret is kept in the environment of the server; a source knows the name of the variable only. */
export const SecretReference = Type.String({ pattern: '^ARBITER_SECRET_[A-Z0-9_]{1,100}$', description: 'Name of an environment variable ARBITER_SECRET_… of the server' });

const Host = Type.String({ pattern: '^[A-Za-z0-9.-]{1,253}(:[0-9]{1,5})?$|^\\[[0-9A-Fa-f:.]+\\](:[0-9]{1,5})?$', description: 'host or host:port' });
const TimeoutMs = Type.Integer({ minimum: 10, maximum: 600_000 });
const Connections = Type.Integer({ minimum: 1, maximum: 500 });

/** Narrower caps than the server's own. */
const SqlLimits = Type.Object({ timeoutMs: Type.Optional(TimeoutMs), connections: Type.Optional(Connections), rowsToRead: Type.Optional(Type.Integer({ minimum: 1 })), memoryMb: Type.Optional(Type.Integer({ minimum: 16 })) }, { additionalProperties: false });
const CircuitBreakerSettings = Type.Object(
  {
    failureRate: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 1 })),
    leastCalls: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000 })),
    windowMs: Type.Optional(Type.Integer({ minimum: 1_000, maximum: 600_000 })),
    openMs: Type.Optional(Type.Integer({ minimum: 100, maximum: 600_000 })),
  },
  { additionalProperties: false },
);

export const SourceSettings = Type.Union([
  Type.Object(
    {
      kind: Type.Literal('clickhouse'),
      url: Type.String({ pattern: '^https?://', maxLength: 2_000, description: 'Address of ClickHouse over HTTP, with the user and without the password' }),
      database: Type.String({ pattern: '^[A-Za-z_][A-Za-z0-9_]{0,62}$', description: 'The database whose tables may be read' }),
      passwordSecret: Type.Optional(SecretReference),
      limits: Type.Optional(SqlLimits),
    },
    { additionalProperties: false },
  ),
  Type.Object(
    {
      kind: Type.Literal('postgresql'),
      url: Type.String({ pattern: '^postgres(ql)?://', maxLength: 2_000, description: 'Address of a PostgreSQL database, with the user and without the password' }),
      passwordSecret: Type.Optional(SecretReference),
      limits: Type.Optional(SqlLimits),
    },
    { additionalProperties: false },
  ),
  Type.Object(
    {
      kind: Type.Literal('http'),
      baseUrl: Type.String({ pattern: '^https?://', maxLength: 2_000, description: 'Where the paths of calls begin' }),
      headers: Type.Optional(Type.Array(Type.Object({ name: Type.String({ minLength: 1, maxLength: 100 }), value: Type.String({ maxLength: 4_000 }) }, { additionalProperties: false }), { maxItems: 50 })),
      secretHeaders: Type.Optional(Type.Array(Type.Object({ name: Type.String({ minLength: 1, maxLength: 100 }), secret: SecretReference, prefix: Type.Optional(Type.String({ maxLength: 100, description: 'Stands before the secret, such as "Bearer "' })) }, { additionalProperties: false }), { maxItems: 10 })),
      allowedHosts: Type.Optional(Type.Array(Host, { maxItems: 50 })),
      limits: Type.Optional(Type.Object({ timeoutMs: Type.Optional(TimeoutMs), connections: Type.Optional(Connections), answerKb: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000 })), circuitBreaker: Type.Optional(CircuitBreakerSettings) }, { additionalProperties: false })),
    },
    { additionalProperties: false },
  ),
]);
export type SourceSettings = Static<typeof SourceSettings>;

export const Source = Type.Object({
  name: SourceName,
  description: Type.String(),
  /** Null for the product's own analytical store. */
  settings: Type.Union([SourceSettings, Type.Null()]),
  kind: Type.Enum(['clickhouse', 'postgresql', 'http']),
  version: Type.Integer({ description: 'To be given with a change; 0 for what is always there' }),
  updatedAt: Type.Union([Type.String(), Type.Null()]),
  missingSecrets: Type.Array(Type.String(), { description: 'Variables that the settings name and the server does not have' }),
});
export type Source = Static<typeof Source>;
