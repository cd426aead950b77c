import { Type, type Static } from 'typebox';
import { Id } from './identifiers.js';

export const jobKinds = ['import', 'optimise', 'demo', 'export', 'launch', 'refresh', 'batch', 'batch-share', 'what-if', 'profiles'] as const;
export type JobKind = (typeof jobKinds)[number];
export const jobStates = ['waiting', 'running', 'succeeded', 'failed', 'cancelled'] as const;
export type JobState = (typeof jobStates)[number];

/** A piece of long work. The row owns the state; the queue only delivers. */
export const Job = Type.Object({
  id: Id,
  kind: Type.Enum(jobKinds),
  /** What it works on: the import, the run, the campaign. */
  subjectId: Type.String(),
  state: Type.Enum(jobStates),
  progress: Type.Object({
    done: Type.Number({ minimum: 0, maximum: 1, description: 'Share done' }),
    step: Type.String({ description: 'Code of the present step' }),
    details: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
  }),
  error: Type.Union([Type.Null(), Type.Object({ code: Type.String(), detail: Type.String() })]),
  createdAt: Type.String(),
  startedAt: Type.Union([Type.String(), Type.Null()]),
  endedAt: Type.Union([Type.String(), Type.Null()]),
});
export type Job = Static<typeof Job>;
