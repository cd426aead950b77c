import { Type, type Static } from 'typebox';
import { CalendarDate, Instant } from '../identifiers.js';

export const promiseStates = ['open', 'kept', 'partial', 'broken', 'withdrawn'] as const;
const state = Type.Enum(promiseStates);
const minor = Type.Integer({ description: 'Minor units' });

/** A promise to pay as it stands, with how it came to that. */
export const CustomerPromise = Type.Object({
  promiseId: Type.String({ description: 'The responseId that brought it' }),
  state,
  amountMinor: minor,
  paidMinor: Type.Integer({ description: 'What was paid of it in time, minor units; each payment counts once, for the oldest promise first' }),
  madeAt: Instant,
  dueOn: CalendarDate,
  lastOn: Type.String({ format: 'date', description: 'The last day on which a payment counts, in the customer’s time zone' }),
  campaignId: Type.Union([Type.String(), Type.Null()]),
  decisionId: Type.Union([Type.String(), Type.Null()]),
  history: Type.Array(Type.Object({ number: Type.Integer(), at: Instant, state, amountMinor: minor, paidMinor: minor, dueOn: CalendarDate }), { description: 'Every change, oldest first' }),
});
export type CustomerPromise = Static<typeof CustomerPromise>;
