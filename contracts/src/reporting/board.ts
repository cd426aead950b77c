import { Type, type Static } from 'typebox';
import { CalendarDate, Id, Instant } from '../identifiers.js';
import { ExploreQuery, ReportCompare, ReportFilter, ReportPeriod } from './explore.js';
import { ChartSpec } from './report-table.js';

/** Where the numbers of a tile come from. */
export const TileSource = Type.Union([
  Type.Object({ kind: Type.Literal('explore'), query: ExploreQuery }, { additionalProperties: false }),
  Type.Object({ kind: Type.Literal('sql'), statement: Type.String({ minLength: 1, maxLength: 100_000 }), parameters: Type.Record(Type.String(), Type.Object({ type: Type.String(), value: Type.Unknown() }, { additionalProperties: false })) }, { additionalProperties: false }),
  Type.Object({ kind: Type.Literal('view'), view: Type.String({ maxLength: 80 }), params: Type.Optional(Type.Record(Type.String(), Type.Unknown())) }, { additionalProperties: false }),
]);
export type TileSource = Static<typeof TileSource>;

/** A question as it is put: the tile's own source with what the reader chose on the board. */
export const TableRequest = Type.Object(
  {
    source: TileSource,
    filters: Type.Optional(Type.Array(ReportFilter, { maxItems: 50 })),
    period: Type.Optional(ReportPeriod),
    compare: Type.Optional(ReportCompare),
    rowLimit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000 })),
  },
  { additionalProperties: false },
);
export type TableRequest = Static<typeof TableRequest>;

/** Text of the reader's own, or in both languages for boards that come with the product. */
const Caption = Type.Union([Type.String({ minLength: 1, maxLength: 200 }), Type.Object({ ru: Type.String({ maxLength: 200 }), en: Type.String({ maxLength: 200 }) }, { additionalProperties: false })]);
export type Caption = Static<typeof Caption>;

export const Tile = Type.Object(
  {
    id: Id,
    title: Caption,
    note: Type.Optional(Type.Union([Type.String({ maxLength: 2000 }), Type.Object({ ru: Type.String({ maxLength: 2000 }), en: Type.String({ maxLength: 2000 }) }, { additionalProperties: false })])),
    source: TileSource,
    chart: ChartSpec,
    /** Columns of twelve. On a phone every tile is as wide as the screen. */
    width: Type.Integer({ minimum: 2, maximum: 12 }),
    height: Type.Enum(['small', 'middle', 'tall'] as const),
  },
  { additionalProperties: false },
);
export type Tile = Static<typeof Tile>;

export const BoardDocument = Type.Object(
  {
    title: Caption,
    description: Type.Optional(Caption),
    tiles: Type.Array(Tile, { maxItems: 60 }),
    /** Dimensions offered as filters above the tiles. */
    filters: Type.Array(Type.String({ maxLength: 80 }), { maxItems: 12 }),
    period: ReportPeriod,
    refreshSeconds: Type.Optional(Type.Integer({ minimum: 5, maximum: 86_400 })),
    shared: Type.Boolean({ description: 'Seen by everybody who may read reports, else by its owner only' }),
  },
  { additionalProperties: false },
);
export type BoardDocument = Static<typeof BoardDocument>;

/** A board: one that comes with the product (`builtIn`, changed by taking a copy of one's own) or one of a user. */
const ownership = {
  owner: Type.Union([Type.String(), Type.Null()], { description: 'Who made it: a user, `key:<id>` of an API key; null for what comes with the product' }),
  ownerLogin: Type.Union([Type.String(), Type.Null()], { description: 'Login of the owner, where it is a user that still exists' }),
  mayChange: Type.Boolean({ description: 'Whether whoever asks may change and delete it; a built-in board is changed by saving a copy' }),
  version: Type.Integer({ description: '0 of what comes with the product' }),
};
export const Board = Type.Object({ id: Id, builtIn: Type.Boolean(), ...ownership, updatedAt: Type.Union([Instant, Type.Null()]), document: BoardDocument });
export type Board = Static<typeof Board>;

/** A board in a list. */
export const BoardSummary = Type.Object({
  id: Id, builtIn: Type.Boolean(), ...ownership, updatedAt: Type.Union([Instant, Type.Null()]), title: Caption, description: Type.Optional(Caption), shared: Type.Boolean(), tiles: Type.Integer({ minimum: 0 }),
});
export type BoardSummary = Static<typeof BoardSummary>;

export const SavedQueryDocument = Type.Object({ title: Type.String({ minLength: 1, maxLength: 200 }), request: TableRequest, chart: ChartSpec, shared: Type.Boolean() }, { additionalProperties: false });
export type SavedQueryDocument = Static<typeof SavedQueryDocument>;
export const SavedQuery = Type.Object({ id: Id, ...ownership, updatedAt: Instant, document: SavedQueryDocument });
export type SavedQuery = Static<typeof SavedQuery>;

/** Something that happened on a day and explains a change in a chart. Without a campaign it stands on every board. */
export const AnnotationDocument = Type.Object(
  { on: CalendarDate, until: Type.Optional(CalendarDate), text: Type.String({ minLength: 1, maxLength: 300 }), campaignId: Type.Optional(Id) },
  { additionalProperties: false },
);
export type AnnotationDocument = Static<typeof AnnotationDocument>;
const { version: _, ...authorship } = ownership;
export const Annotation = Type.Object({ id: Id, ...authorship, createdAt: Instant, document: AnnotationDocument });
export type Annotation = Static<typeof Annotation>;
