import { ItemKind, RegistrationCheckResult } from '@arbiter/contracts';
import { Type } from 'typebox';

export const fileFormat = 'arbiter-project';
export const fileVersion = 1;

const FileId = Type.String({ minLength: 1, maxLength: 128 });
const Text = Type.String({ maxLength: 10_000 });
const Hash = Type.String({ pattern: '^[0-9a-f]{64}$' });
const Nullable = Type.Union([Type.String({ maxLength: 200 }), Type.Null()]);

const VersionInFile = Type.Object(
  {
    version: Type.Integer({ minimum: 1, maximum: 2 ** 31 - 1 }),
    contentHash: Hash,
    document: Type.Unknown(),
    author: Nullable,
    comment: Text,
    checks: Type.Array(RegistrationCheckResult, { maxItems: 1000 }),
    createdAt: Type.String({ format: 'date-time' }),
  },
  { additionalProperties: false },
);
export interface VersionInFile { version: number; contentHash: string; document: unknown; author: string | null; comment: string; checks: RegistrationCheckResult[]; createdAt: string }

const ItemInFile = Type.Object(
  {
    id: FileId,
    kind: ItemKind,
    name: Type.String({ minLength: 1, maxLength: 200, pattern: '\\S' }),
    description: Text,
    /** True where it belongs to another project and is here because an item of this one refers to it. */
    foreign: Type.Optional(Type.Boolean()),
    document: Type.Unknown(),
    versions: Type.Array(VersionInFile, { maxItems: 10_000 }),
  },
  { additionalProperties: false },
);
export interface ItemInFile { id: string; kind: ItemKind; name: string; description: string; foreign?: boolean; document: unknown; versions: VersionInFile[] }

/** A project as one file: all items with their drafts and registered versions. */
export const ProjectFile = Type.Object(
  {
    format: Type.Literal(fileFormat),
    formatVersion: Type.Literal(fileVersion),
    exportedAt: Type.String({ format: 'date-time' }),
    project: Type.Object({ id: FileId, name: Type.String({ minLength: 1, maxLength: 200, pattern: '\\S' }), description: Text, tags: Type.Array(Type.String({ minLength: 1, maxLength: 60 }), { maxItems: 50 }) }, { additionalProperties: false }),
    items: Type.Array(ItemInFile, { maxItems: 5_000 }),
    /** Whatever features keep beside items, by their name: test suites. */
    parts: Type.Optional(Type.Record(Type.String({ maxLength: 64 }), Type.Unknown())),
  },
  { additionalProperties: false },
);
export interface ProjectFile {
  format: typeof fileFormat;
  formatVersion: typeof fileVersion;
  exportedAt: string;
  project: { id: string; name: string; description: string; tags: string[] };
  items: ItemInFile[];
  parts?: Record<string, unknown>;
}
