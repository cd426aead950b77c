import type { Fault, Result, TriggerDocument } from '@arbiter/contracts';
import { compileEventCondition, triggerScope } from './feature-definition.js';

type Condition = (facts: Readonly<Record<string, unknown>>, nowMs: number) => boolean;

export interface CompiledTrigger {
  readonly id: string;
  readonly placementId: string;
  readonly on: { kind: 'event'; types: ReadonlySet<string>; classes: ReadonlySet<string> | undefined; where: Condition | undefined } | { kind: 'threshold'; feature: string; above: boolean; raise: number; clear: number };
  readonly delayMs: number;
  readonly coolDownMs: number;
  /** An event that arrives later than so long after it happened fires nothing. */
  readonly latestMs: number;
  readonly cancelledBy: ReadonlySet<string>;
}

const minuteMs = 60_000;
const usualLatestMinutes = 1_440;

/** Faults are placed within the document. Whether feature, placement and types of events are there is for the caller to see. */
export function compileTrigger(id: string, { on, placementId, delayMinutes = 0, coolDownMinutes = 0, latestMinutes = usualLatestMinutes, cancelledBy = [] }: TriggerDocument): Result<CompiledTrigger, Fault[]> {
  const common = { id, placementId, delayMs: Math.round(delayMinutes * minuteMs), coolDownMs: Math.round(coolDownMinutes * minuteMs), latestMs: Math.round(latestMinutes * minuteMs), cancelledBy: new Set(cancelledBy) };
  if (on.kind === 'threshold') {
    const above = on.direction === 'above';
    if (above ? on.clear >= on.raise : on.clear <= on.raise) {
      return { ok: false, error: [{ path: '/on/clear', code: 'no-hysteresis', message: `Cleared at ${on.clear} and raised at ${on.raise} would flap: let clear be ${above ? 'below' : 'above'} raise` }] };
    }
    return { ok: true, value: { ...common, on: { kind: 'threshold', feature: on.feature, above, raise: on.raise, clear: on.clear } } };
  }
  const where = on.where === undefined ? undefined : compileEventCondition(on.where, triggerScope, '/on/where');
  if (where && !where.ok) return where;
  return { ok: true, value: { ...common, on: { kind: 'event', types: new Set(on.events), classes: on.classes && new Set(on.classes), where: where?.value } } };
}

/** Active triggers by what wakes them. */
export interface CompiledTriggers {
  readonly byId: ReadonlyMap<string, CompiledTrigger>;
  /** Triggers that an event of a type may fire, or cancel. */
  readonly byType: ReadonlyMap<string, readonly CompiledTrigger[]>;
}

/** `eventsOfFeature`: types of events that a feature listens to; its thresholds are looked at when one comes. */
export function gatherTriggers(triggers: readonly CompiledTrigger[], eventsOfFeature: (feature: string) => readonly string[]): CompiledTriggers {
  const byType = new Map<string, CompiledTrigger[]>();
  for (const trigger of triggers) {
    const waking = trigger.on.kind === 'event' ? trigger.on.types : eventsOfFeature(trigger.on.feature);
    for (const type of new Set([...waking, ...trigger.cancelledBy])) byType.set(type, [...(byType.get(type) ?? []), trigger]);
  }
  return { byType, byId: new Map(triggers.map((trigger) => [trigger.id, trigger])) };
}
