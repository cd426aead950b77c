import { Type, type Static } from 'typebox';
import { Id } from '../identifiers.js';
import { batchStates } from './batch.js';

const Count = Type.Integer({ minimum: 0 });

/** What became of a call. Every call that was let in, or turned away by a limit, is counted once. */
export const callResults = ['answered', 'failed', 'refused', 'throttled', 'broken'] as const;
export type CallResult = (typeof callResults)[number];

export const CallCounts = Type.Object({
  answered: Count,
  failed: Type.Integer({ minimum: 0, description: 'Evaluations that ended without an answer: 422' }),
  refused: Type.Integer({ minimum: 0, description: 'Inputs that are not as the schema says, or give no key: 400' }),
  throttled: Type.Integer({ minimum: 0, description: 'Beyond the rate or concurrency: 429' }),
  broken: Type.Integer({ minimum: 0, description: 'Anything else, such as a journal that could not be written: 5xx' }),
});
export type CallCounts = Static<typeof CallCounts>;

/** Milliseconds of evaluations, with or without an answer; null where there were none. */
export const CallTimes = Type.Union([Type.Object({ p50: Type.Number(), p95: Type.Number(), p99: Type.Number() }), Type.Null()]);
export type CallTimes = Static<typeof CallTimes>;

/** Recorded decisions by name, the most frequent first; `$failed` had no answer, `$rest` is all beyond the ten most frequent, an empty name decided nothing by name. */
export const DecisionMix = Type.Array(Type.Object({ name: Type.String(), calls: Count }));
export type DecisionMix = Static<typeof DecisionMix>;

const calls = {
  calls: CallCounts,
  times: CallTimes,
  mix: DecisionMix,
};

export const ArmActivity = Type.Object({ arm: Type.String(), strategyId: Type.String(), version: Type.Integer(), ...calls });
export type ArmActivity = Static<typeof ArmActivity>;

/** What a publication did in the window asked for. */
export const PublicationFigures = Type.Object({
  id: Id,
  ...calls,
  lastMinute: Type.Object({ calls: Count, errors: Count }),
  today: Type.Object({ calls: Count, errors: Count }),
  unrecorded: Type.Integer({ minimum: 0, description: 'Answers and failures of the window that stand in no record: log level none, questions of placements' }),
  placements: Type.Integer({ minimum: 0, description: 'Calls of the window that placements made' }),
  course: Type.Array(Type.Object({ calls: Count, errors: Count }), { description: 'One element for each `bucketSeconds` from `from` on' }),
  nextAt: Type.Union([Type.String(), Type.Null()], { description: 'When a schedule is due next' }),
  /** The run over its source that began last; `not-begun` where something kept it from beginning, `deleted` where its batch is gone. */
  lastRun: Type.Union([Type.Object({ startedAt: Type.String(), state: Type.Enum([...batchStates, 'not-begun', 'deleted'] as const) }), Type.Null()]),
});
export type PublicationFigures = Static<typeof PublicationFigures>;

const Window = { at: Type.String(), from: Type.String(), bucketSeconds: Type.Integer(), waiting: Type.Integer({ description: 'Entries of the journal, of all kinds, that have not reached the analytical store: the figures are without them' }) };

export const PublicationsActivity = Type.Object({ ...Window, publications: Type.Array(PublicationFigures) });
export type PublicationsActivity = Static<typeof PublicationsActivity>;

export const ActivityPoint = Type.Object({ at: Type.String(), arm: Type.String(), calls: CallCounts, times: CallTimes });
export type ActivityPoint = Static<typeof ActivityPoint>;

/** One publication by arm, and by arm and time. Calls that never reached an arm have the arm ''. */
export const PublicationActivity = Type.Object({ ...Window, figures: PublicationFigures, arms: Type.Array(ArmActivity), course: Type.Array(ActivityPoint) });
export type PublicationActivity = Static<typeof PublicationActivity>;

/** Calls of any result. */
export const callsOf = ({ answered, failed, refused, throttled, broken }: CallCounts): number => answered + failed + refused + throttled + broken;
/** Calls that got no answer, whatever the reason. */
export const errorsOf = (counts: CallCounts): number => callsOf(counts) - counts.answered;
