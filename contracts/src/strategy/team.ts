import { Type, type Static } from 'typebox';
import { Id } from '../identifiers.js';
import { ItemKind } from './strategy-document.js';

const Instant = Type.String({ description: 'ISO 8601, UTC' });
const Nullable = Type.Union([Type.String(), Type.Null()]);
/** Somebody who did something: identifier as the audit trail has it, and the name to show. Both null where nobody is known. */
export const Actor = Type.Object({ id: Nullable, name: Nullable });
export type Actor = Static<typeof Actor>;

/** A node of a strategy wherever it is: its identifier, after those of the loops around it (`each/call`). */
export const NodeKey = Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9_-]{0,63}(/[A-Za-z0-9][A-Za-z0-9_-]{0,63}){0,15}$' });

/** A state of a draft that is kept. Saves of one person within two minutes are one state. */
export const ItemState = Type.Object({
  revision: Type.Integer({ description: 'Revision of the item that it is, the last one of those folded into it' }),
  author: Actor,
  firstAt: Instant,
  at: Instant,
  saves: Type.Integer({ description: 'How many saves it is made of' }),
  origin: Type.Enum(['created', 'save', 'restore', 'import']),
  restored: Type.Union([Type.Integer(), Type.Null()], { description: 'The revision that was brought back' }),
  name: Type.String({ description: 'What a person called it; empty where nobody did. Named states are kept for good' }),
  faults: Type.Integer(),
});
export type ItemState = Static<typeof ItemState>;

/** One line of an item's history: a state of the draft, or a registered version. */
export const HistoryEntry = Type.Union([
  Type.Object({ kind: Type.Literal('state'), ...ItemState.properties }),
  Type.Object({ kind: Type.Literal('version'), version: Type.Integer(), author: Actor, at: Instant, comment: Type.String(), contentHash: Type.String() }),
]);
export type HistoryEntry = Static<typeof HistoryEntry>;

/** Where somebody is in an item. */
export const PresencePlace = Type.Object({ node: Type.Optional(NodeKey), tab: Type.Optional(Type.String({ maxLength: 64 })) }, { additionalProperties: false });
export type PresencePlace = Static<typeof PresencePlace>;
export const PresentPerson = Type.Object({ session: Id, person: Actor, place: PresencePlace, since: Instant });
export type PresentPerson = Static<typeof PresentPerson>;
/** What a heartbeat is answered: who else is there, and what to read anew. */
export const PresenceAnswer = Type.Object({
  revision: Type.Integer({ description: 'Revision of the draft by now' }),
  discussion: Type.Integer({ description: 'Rises with every change of comments and reviews' }),
  others: Type.Array(PresentPerson),
});
export type PresenceAnswer = Static<typeof PresenceAnswer>;

const CommentText = Type.String({ minLength: 1, maxLength: 10_000, pattern: '\\S' });
/** What a person writes. `[[node]]` names a node and is shown as a link to it. */
export const CommentBody = Type.Object({ text: CommentText }, { additionalProperties: false });
export const ItemComment = Type.Object({
  id: Id,
  author: Actor,
  text: Type.String({ description: 'Empty where it was deleted and has answers' }),
  deleted: Type.Boolean(),
  mine: Type.Boolean(),
  at: Instant,
  editedAt: Nullable,
});
export type ItemComment = Static<typeof ItemComment>;
export const CommentThread = Type.Object({
  id: Id,
  node: Type.Union([NodeKey, Type.Null()], { description: 'The node that it is about; null for the item' }),
  resolved: Type.Union([Type.Object({ by: Actor, at: Instant }), Type.Null()]),
  comments: Type.Array(ItemComment),
});
export type CommentThread = Static<typeof CommentThread>;

export const ReviewVerdict = Type.Enum(['approved', 'changes']);
export type ReviewVerdict = Static<typeof ReviewVerdict>;
/** A request to look at a draft before it is registered, with what was said to it. */
export const ItemReview = Type.Object({
  id: Id,
  revision: Type.Integer({ description: 'Revision of the draft that is to be looked at' }),
  requestedBy: Actor,
  note: Type.String(),
  at: Instant,
  withdrawn: Type.Boolean(),
  current: Type.Boolean({ description: 'Whether the draft still says what it said then; where nodes stand does not count' }),
  verdicts: Type.Array(Type.Object({ by: Actor, verdict: ReviewVerdict, note: Type.String(), at: Instant })),
});
export type ItemReview = Static<typeof ItemReview>;
/** Whether the present draft may be registered as far as four eyes are concerned. */
export const ApprovalState = Type.Object({
  needed: Type.Boolean({ description: 'Whether the project asks for it' }),
  approved: Type.Boolean(),
  editors: Type.Array(Actor, { description: 'Who changed the draft since the version registered last: each of them needs the approval of somebody else' }),
  approvers: Type.Array(Actor, { description: 'Who approved the present content' }),
  mayApprove: Type.Boolean({ description: 'Whether the approval of whoever asks counts for the changes of somebody' }),
  people: Type.Integer({ description: 'How many people may review at all' }),
});
export type ApprovalState = Static<typeof ApprovalState>;
export const ProjectApproval = Type.Object({ needed: Type.Boolean(), mayChange: Type.Boolean(), people: Type.Integer(), changedBy: Actor, changedAt: Nullable });
export type ProjectApproval = Static<typeof ProjectApproval>;

/** One thing that happened in a project or to an item. */
export const ActivityEntry = Type.Object({
  id: Type.String({ description: 'Cursor for `before`' }),
  at: Instant,
  actor: Actor,
  action: Type.String({ description: 'As in the audit trail (`item.register`), or `item.save` and `item.restore` for saves of a draft, those of one person within two minutes as one' }),
  item: Type.Union([Type.Object({ id: Id, name: Type.String(), kind: ItemKind, deleted: Type.Boolean() }), Type.Null()]),
  details: Type.Record(Type.String(), Type.Unknown()),
});
export type ActivityEntry = Static<typeof ActivityEntry>;
