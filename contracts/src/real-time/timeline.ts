import { Type, type Static } from 'typebox';
import { Instant } from '../identifiers.js';

/** What happened to a customer; `complaint` are those of the other kinds that open or close a complaint. */
export const timelineKinds = ['event', 'decision', 'contact', 'delivery', 'response', 'promise', 'fact'] as const;
export const timelineFilters = [...timelineKinds, 'complaint'] as const;

const text = Type.String();
export const TimelineItem = Type.Object({
  kind: Type.Enum(timelineKinds),
  id: Type.String({ description: 'Identifier among items of its kind' }),
  at: Instant,
  /** What it was in one word: type of the event, outcome, status, kind of response, state of the promise, `consent`, `stop-list` or `flag`. */
  what: text,
  campaignId: Type.Optional(text),
  decisionId: Type.Optional(text),
  actionId: Type.Optional(text),
  channel: Type.Optional(text),
  amountMinor: Type.Optional(Type.Integer()),
  /** The item opens or closes a complaint. */
  complaint: Type.Optional(Type.Enum(['opened', 'closed'])),
  /** Event: class, data, late. Decision: source, arm, placement, reasons, refused. Response: joinedBy, contactId, correctedBy. Promise: number, paidMinor, dueOn. Fact: name, given. Delivery: attempts, detail. */
  details: Type.Record(Type.String(), Type.Unknown()),
});
export type TimelineItem = Static<typeof TimelineItem>;

export const Timeline = Type.Object({
  items: Type.Array(TimelineItem, { description: 'Newest first' }),
  next: Type.Union([Type.String(), Type.Null()], { description: 'Cursor of the next page; null at the end. What comes in meanwhile moves no page.' }),
});
export type Timeline = Static<typeof Timeline>;
