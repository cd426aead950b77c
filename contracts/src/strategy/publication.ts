import { Type, type Static } from 'typebox';
import { Id } from '../identifiers.js';
import { scopes } from '../access.js';
import { BatchMethod, BatchSource, batchStates } from './batch.js';
import { EvaluationLimits } from './strategy-document.js';

export const environments = ['test', 'production'] as const;
export const Environment = Type.Enum(environments);
export type Environment = (typeof environments)[number];

export const EndpointName = Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,62}$', description: 'Name in the address of an endpoint: lower-case letters, digits and hyphens' });

/** One version that answers, with its share of the calls. */
export const PublicationArm = Type.Object(
  {
    name: Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9_-]{0,31}$' }),
    itemId: Id,
    version: Type.Integer({ minimum: 1 }),
    /** Parts of a hundred, to two digits; those of all arms make 100. */
    share: Type.Number({ minimum: 0, maximum: 100, multipleOf: 0.01 }),
  },
  { additionalProperties: false },
);
export type PublicationArm = Static<typeof PublicationArm>;

export const PublicationLimits = Type.Object(
  {
    perSecond: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000, description: 'Decisions a second, in each process' })),
    concurrency: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000, description: 'Decisions under way at once, in each process' })),
    ...EvaluationLimits.properties,
  },
  { additionalProperties: false },
);

export const DecisionLog = Type.Object(
  {
    /** `none` records nothing, `decisions` outputs without inputs, `inputs` all that a replay needs. */
    level: Type.Enum(['none', 'decisions', 'inputs']),
    /** Share of decisions whose trace is recorded too, 0 to 1, chosen by the decision's identifier. */
    traceShare: Type.Optional(Type.Number({ minimum: 0, maximum: 1 })),
    /** True (the default) answers only after the record is durable; false answers at once and may lose the last moments when the process dies. */
    durable: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false },
);
export type DecisionLog = Static<typeof DecisionLog>;

/** What a publication in batch or on schedule runs over. */
export const PublicationBatch = Type.Object(
  {
    source: Type.Optional(BatchSource),
    keyColumn: Type.Optional(Type.String({ minLength: 1, maxLength: 200, description: 'Column that tells the rows apart for people; it is written beside each answer' })),
    columns: Type.Optional(Type.Record(Type.String({ maxLength: 64 }), Type.String({ minLength: 1, maxLength: 200 }), { description: 'Column by input, where the names differ' })),
    method: Type.Optional(BatchMethod),
  },
  { additionalProperties: false },
);
export type PublicationBatch = Static<typeof PublicationBatch>;

/** Everything that a publication does. A change makes a next revision; earlier ones stay. */
export const PublicationSettings = Type.Object(
  {
    mode: Type.Enum(['online', 'batch', 'scheduled']),
    arms: Type.Array(PublicationArm, { minItems: 1, maxItems: 20 }),
    /** FEEL over the input whose value decides the arm; needed for more than one. */
    key: Type.Optional(Type.String({ minLength: 1, maxLength: 1000 })),
    /** Calls with the same key and salt always get the same arm. */
    salt: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
    schedule: Type.Optional(Type.Object({ cron: Type.String({ minLength: 1, maxLength: 200 }), timeZone: Type.String({ minLength: 1, maxLength: 100 }) }, { additionalProperties: false })),
    /** Mode batch: what runs where a call does not say it otherwise. Mode scheduled: what runs each time; its source is needed. */
    batch: Type.Optional(PublicationBatch),
    /** Zone in which the strategy's `today()` is meant. */
    timeZone: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
    limits: Type.Optional(PublicationLimits),
    log: Type.Optional(DecisionLog),
    /** Input that names the customer whose contact policy the strategy asks for; `customer` or `customer_id` when left out. */
    customerInput: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
    /** Who may call: permission to write this scope. In `test` whoever edits strategies may call too. */
    scope: Type.Optional(Type.Enum(scopes)),
    /** Only these API keys may call. */
    apiKeys: Type.Optional(Type.Array(Id, { minItems: 1, maxItems: 100 })),
    /** Calls are answered from this instant on. */
    validFrom: Type.Optional(Type.String({ format: 'date-time' })),
    /** Calls are answered before this instant. */
    validTo: Type.Optional(Type.String({ format: 'date-time' })),
  },
  { additionalProperties: false },
);
export type PublicationSettings = Static<typeof PublicationSettings>;

export const PublicationState = Type.Enum(['running', 'stopped']);
export type PublicationState = Static<typeof PublicationState>;
export const PublicationOrigin = Type.Enum(['publish', 'promotion', 'rollback', 'stop', 'start']);
export type PublicationOrigin = Static<typeof PublicationOrigin>;

export const Publication = Type.Object({
  id: Id,
  endpoint: Type.String(),
  environment: Environment,
  state: PublicationState,
  revision: Type.Integer(),
  settings: PublicationSettings,
  createdAt: Type.String(),
  updatedAt: Type.String(),
});
export type Publication = Static<typeof Publication>;

export const PublicationRevision = Type.Object({
  revision: Type.Integer(),
  state: PublicationState,
  settings: PublicationSettings,
  origin: PublicationOrigin,
  restored: Type.Union([Type.Integer(), Type.Null()], { description: 'The revision whose settings a rollback brought back' }),
  author: Type.Union([Type.String(), Type.Null()]),
  comment: Type.String(),
  createdAt: Type.String(),
});
export type PublicationRevision = Static<typeof PublicationRevision>;

/** One run of a publication in batch or on schedule. */
export const PublicationRun = Type.Object({
  id: Id,
  revision: Type.Integer(),
  /** The instant of the schedule that it ran for; null where somebody asked for it. */
  dueAt: Type.Union([Type.String(), Type.Null()]),
  startedAt: Type.String(),
  startedBy: Type.Union([Type.String(), Type.Null()]),
  /** Null where it could not begin, see `error`, and where the batch was deleted. */
  batch: Type.Union([Type.Object({ id: Id, jobId: Id, state: Type.Enum(batchStates) }), Type.Null()]),
  error: Type.Union([Type.Object({ code: Type.String(), detail: Type.String() }), Type.Null()]),
});
export type PublicationRun = Static<typeof PublicationRun>;
