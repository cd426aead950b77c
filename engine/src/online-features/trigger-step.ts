import type { FeatureValue, FoldedEvent } from './feature-definition.js';
import type { FeaturesState, TriggerState } from './features-state.js';
import type { CompiledTrigger, CompiledTriggers } from './trigger-definition.js';

/** What an event did to a trigger. */
export type TriggerChange =
  | { triggerId: string; what: 'set'; dueMs: number }
  /** Not asked: within the cool-down, the event came too late, a later event had cancelled it already, or too much waits. */
  | { triggerId: string; what: 'skipped'; why: 'cool-down' | 'stale' | 'cancelled' | 'too-many' }
  | { triggerId: string; what: 'raised' | 'cleared' }
  /** The wait that this earlier event had begun is over. */
  | { triggerId: string; what: 'cancelled'; eventId: string };

/** A threshold to be looked at again at an instant, or (undefined) no more. */
export interface Watch {
  triggerId: string;
  dueMs: number | undefined;
}

export interface StepInput {
  event: FoldedEvent;
  nowMs: number;
  /** Values before the event, now. */
  before(feature: string): FeatureValue;
  /** Values with the event, now. */
  after(feature: string): FeatureValue;
  allAfter(): Readonly<Record<string, FeatureValue>>;
  /** When the feature's value, with the event and none after it, will be one that is asked for; undefined for never. */
  when(feature: string, reached: (value: FeatureValue) => boolean): number | undefined;
}

/** Waits of one trigger for one customer at once. */
export const mostWaiting = 20;

/** The state of the customer's triggers after an event that the features have in them already, and what is to be done about their timers. */
export function afterEvent(compiled: CompiledTriggers, state: FeaturesState, input: StepInput): { state: FeaturesState; changes: TriggerChange[]; watches: Watch[] } {
  const changes: TriggerChange[] = [];
  const watches: Watch[] = [];
  let t: Record<string, TriggerState> | undefined;
  for (const trigger of compiled.byType.get(input.event.type) ?? []) {
    const known = state.t && Object.hasOwn(state.t, trigger.id) ? state.t[trigger.id]! : {};
    const next = watched(trigger, stepOne(trigger, known, input, changes), input.when, watches);
    if (next !== known) (t ??= { ...state.t })[trigger.id] = next;
  }
  return { state: t === undefined ? state : { ...state, t }, changes, watches };
}

/** Inactivity passes thresholds too: whoever has not come for a month will not send an event about it. */
function watched(trigger: CompiledTrigger, state: TriggerState, when: StepInput['when'], watches: Watch[]): TriggerState {
  if (trigger.on.kind !== 'threshold') return state;
  const { feature } = trigger.on;
  const dueMs = state.r === 1 ? undefined : when(feature, (value) => isReached(trigger, value));
  if (dueMs === state.n) return state;
  watches.push({ triggerId: trigger.id, dueMs });
  const { n: _, ...rest } = state;
  return dueMs === undefined ? rest : { ...rest, n: dueMs };
}

function isReached({ on }: CompiledTrigger, value: FeatureValue): boolean {
  return on.kind === 'threshold' && typeof value === 'number' && (on.above ? value >= on.raise : value <= on.raise);
}

/** The state of a trigger whose threshold is looked at because time has passed. Its event is that instant. */
export function afterTime(trigger: CompiledTrigger, state: FeaturesState, { nowMs, value, when }: { nowMs: number; value(feature: string): FeatureValue; when: StepInput['when'] }): { state: FeaturesState; changes: TriggerChange[]; watches: Watch[]; eventId: string } {
  const { n, ...known } = (state.t && Object.hasOwn(state.t, trigger.id) ? state.t[trigger.id]! : {}) as TriggerState;
  const changes: TriggerChange[] = [];
  const watches: Watch[] = [];
  const eventId = `time:${n ?? nowMs}`;
  let next: TriggerState = known;
  if (known.r !== 1 && trigger.on.kind === 'threshold' && isReached(trigger, value(trigger.on.feature))) {
    next = { ...known, r: 1 };
    changes.push({ triggerId: trigger.id, what: 'raised' });
    next = fire(trigger, next, { eventId, atMs: nowMs }, nowMs, changes);
  }
  next = watched(trigger, next, when, watches);
  return { state: { ...state, t: { ...state.t, [trigger.id]: next } }, changes, watches, eventId };
}

function stepOne(trigger: CompiledTrigger, known: TriggerState, input: StepInput, changes: TriggerChange[]): TriggerState {
  const { event } = input;
  const triggerId = trigger.id;
  const cancels = trigger.cancelledBy.has(event.type);
  let next = known;
  if (cancels && known.w) {
    const over = known.w.filter(([, , atMs]) => atMs <= event.atMs);
    for (const [eventId] of over) changes.push({ triggerId, what: 'cancelled', eventId });
    if (over.length > 0) next = withWaiting(next, known.w.filter(([, , atMs]) => atMs > event.atMs));
  }
  const fired = trigger.on.kind === 'threshold' ? passes(trigger, next, input) : { state: next, fires: happens(trigger, input) };
  if (fired.state.r !== next.r) changes.push({ triggerId, what: fired.state.r ? 'raised' : 'cleared' });
  next = fired.state;
  if (fired.fires) next = fire(trigger, next, event, input.nowMs, changes);
  return cancels && !(next.c !== undefined && next.c >= event.atMs) ? { ...next, c: event.atMs } : next;
}

function fire(trigger: CompiledTrigger, state: TriggerState, event: Pick<FoldedEvent, 'eventId' | 'atMs'>, nowMs: number, changes: TriggerChange[]): TriggerState {
  const dueMs = Math.max(event.atMs + trigger.delayMs, nowMs);
  const why = whyNot(trigger, state, event, nowMs, dueMs);
  if (why !== undefined) {
    changes.push({ triggerId: trigger.id, what: 'skipped', why });
    return state;
  }
  changes.push({ triggerId: trigger.id, what: 'set', dueMs });
  return { ...state, w: [...(state.w ?? []), [event.eventId, dueMs, event.atMs]] };
}

function happens({ on }: CompiledTrigger, { event, nowMs, allAfter }: StepInput): boolean {
  if (on.kind !== 'event' || !on.types.has(event.type)) return false;
  if (on.classes && (event.class === null || !on.classes.has(event.class))) return false;
  return on.where === undefined || on.where({ data: event.data, class: event.class, features: allAfter() }, nowMs);
}

/** A value that has gone is neither here nor there: null changes nothing. */
function passes(trigger: CompiledTrigger, known: TriggerState, { before, after }: StepInput): { state: TriggerState; fires: boolean } {
  const { on } = trigger;
  if (on.kind !== 'threshold') return { state: known, fires: false };
  const cleared = (value: FeatureValue) => typeof value === 'number' && (on.above ? value <= on.clear : value >= on.clear);
  // With time alone the value may have gone back since the event before.
  const raised = known.r === 1 && !cleared(before(on.feature));
  const value = after(on.feature);
  const { r: _, ...rest } = known;
  if (!raised && isReached(trigger, value)) return { state: { ...rest, r: 1 }, fires: true };
  return { state: raised && !cleared(value) ? known : known.r === 1 ? rest : known, fires: false };
}

function whyNot({ on, coolDownMs, latestMs }: CompiledTrigger, { l, c, w = [] }: TriggerState, event: Pick<FoldedEvent, 'atMs'>, nowMs: number, dueMs: number): 'cool-down' | 'stale' | 'cancelled' | 'too-many' | undefined {
  if (on.kind === 'event' && nowMs - event.atMs > latestMs) return 'stale';
  if (c !== undefined && event.atMs <= c) return 'cancelled';
  if (coolDownMs > 0 && ((l !== undefined && dueMs - l < coolDownMs) || w.some(([, waitingMs]) => Math.abs(dueMs - waitingMs) < coolDownMs))) return 'cool-down';
  return w.length >= mostWaiting ? 'too-many' : undefined;
}

function withWaiting(state: TriggerState, w: NonNullable<TriggerState['w']>): TriggerState {
  const { w: _, ...rest } = state;
  return w.length > 0 ? { ...rest, w } : rest;
}

/** Whether what waited is still wanted when it is due. */
export function isStillWanted(trigger: CompiledTrigger | undefined, state: FeaturesState, triggerId: string, eventId: string, nowMs: number): 'yes' | 'inactive' | 'cancelled' | 'cool-down' {
  const known = state.t && Object.hasOwn(state.t, triggerId) ? state.t[triggerId] : undefined;
  if (!known?.w?.some(([waiting]) => waiting === eventId)) return 'cancelled';
  if (!trigger) return 'inactive';
  return trigger.coolDownMs > 0 && known.l !== undefined && nowMs - known.l < trigger.coolDownMs ? 'cool-down' : 'yes';
}

/** The state without what waited for an event; `askedMs` when its placement was asked. */
export function endWaiting(state: FeaturesState, triggerId: string, eventId: string, askedMs: number | undefined): FeaturesState {
  const known = state.t && Object.hasOwn(state.t, triggerId) ? state.t[triggerId]! : {};
  const rest = withWaiting(known, (known.w ?? []).filter(([waiting]) => waiting !== eventId));
  return { ...state, t: { ...state.t, [triggerId]: askedMs === undefined ? rest : { ...rest, l: Math.max(askedMs, known.l ?? 0) } } };
}
