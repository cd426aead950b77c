import { Type, type Static } from 'typebox';
import { Fault } from '../problems.js';
import { Id } from '../identifiers.js';
import { ItemKind } from './strategy-document.js';

const Title = Type.String({ minLength: 1, maxLength: 200, pattern: '\\S' });
const Text = Type.String({ maxLength: 10_000 });
const Tags = Type.Array(Type.String({ minLength: 1, maxLength: 60 }), { maxItems: 50, uniqueItems: true });

/** What a person gives of a project. */
export const ProjectFields = Type.Object({ name: Title, description: Type.Optional(Text), tags: Type.Optional(Tags) }, { additionalProperties: false });
export type ProjectFields = Static<typeof ProjectFields>;

export const Project = Type.Object({
  id: Id,
  name: Type.String(),
  description: Type.String(),
  tags: Type.Array(Type.String()),
  owner: Type.Union([Type.String(), Type.Null()]),
  archived: Type.Boolean(),
  /** Rises with every change; a change names the one it is based on. */
  revision: Type.Integer(),
  items: Type.Integer({ description: 'How many items it holds' }),
  registered: Type.Integer({ description: 'How many of them have a registered version' }),
  published: Type.Integer({ description: 'Of how many a running publication answers a version' }),
  createdAt: Type.String(),
  updatedAt: Type.String(),
});
export type Project = Static<typeof Project>;

/** An item without its document. */
export const ItemSummary = Type.Object({
  id: Id,
  projectId: Id,
  kind: ItemKind,
  name: Type.String(),
  description: Type.String(),
  revision: Type.Integer(),
  latestVersion: Type.Union([Type.Integer(), Type.Null()], { description: 'The version registered last' }),
  faults: Type.Integer({ description: 'Faults of the draft at its last save' }),
  warnings: Type.Integer(),
  createdAt: Type.String(),
  updatedAt: Type.String(),
  updatedBy: Type.Union([Type.String(), Type.Null()]),
});
export type ItemSummary = Static<typeof ItemSummary>;

export const ItemDocument = Type.Unknown({ description: 'A strategy, rule set, table, scorecard, tree or model, as its kind has it' });
/** What a check found: faults forbid registration, warnings are only told. */
export const CheckFindings = Type.Object({ faults: Type.Array(Fault), warnings: Type.Array(Fault) });
export type CheckFindings = Static<typeof CheckFindings>;
export const Item = Type.Intersect([ItemSummary, Type.Object({ document: ItemDocument })]);
export type Item = ItemSummary & { document: unknown };

/** One place where two documents differ, as a JSON pointer; a node of a graph is named by its identifier. */
export const DocumentDifference = Type.Object({
  path: Type.String(),
  node: Type.Optional(Type.String({ description: 'Node of the graph in which the place is' })),
  change: Type.Enum(['added', 'removed', 'changed']),
  before: Type.Optional(Type.Unknown()),
  after: Type.Optional(Type.Unknown()),
});
export type DocumentDifference = Static<typeof DocumentDifference>;

export const ItemConflict = Type.Object({ id: Id, baseRevision: Type.Integer(), note: Type.String(), author: Type.Union([Type.String(), Type.Null()]), createdAt: Type.String() });
export type ItemConflict = Static<typeof ItemConflict>;

/** What a registration was held against: reference runs, test suites. */
export const RegistrationCheckResult = Type.Object({ name: Type.String(), ok: Type.Boolean(), message: Type.String(), details: Type.Optional(Type.Record(Type.String(), Type.Unknown())) });
export type RegistrationCheckResult = Static<typeof RegistrationCheckResult>;

export const ItemVersion = Type.Object({
  itemId: Id,
  version: Type.Integer(),
  kind: ItemKind,
  contentHash: Type.String({ description: 'SHA-256 of the canonical JSON, in which pinned references stand by their own hashes' }),
  author: Type.Union([Type.String(), Type.Null()]),
  comment: Type.String(),
  checks: Type.Array(RegistrationCheckResult),
  createdAt: Type.String(),
});
export type ItemVersion = Static<typeof ItemVersion>;
