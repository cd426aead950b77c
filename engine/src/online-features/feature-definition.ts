import type { Fault, FeatureDocument, Result } from '@arbiter/contracts';
import { sipHash64 } from '../assignment/sip-hash.js';
import { compileFeelCondition, makeFeelContext, type FeelProgram, type FeelType } from '../feel/index.js';

/** An event as features see it. `atMs` is its own time, but never later than its receipt. */
export interface FoldedEvent {
  eventId: string;
  type: string;
  class: string | null;
  atMs: number;
  data: Readonly<Record<string, unknown>>;
}

export type FeatureValue = number | string | null;

export interface CompiledFeature {
  readonly name: string;
  /** Stands for all that matters of the definition: another definition has another state. */
  readonly key: string;
  readonly kind: FeatureDocument['kind'];
  readonly events: readonly string[];
  readonly windowMs: number | undefined;
  /** A sixtieth of the window. */
  readonly sliceMs: number;
  matches(event: FoldedEvent): boolean;
  /** What the event brings; undefined when it has no such field of a fitting type. */
  valueOf(event: FoldedEvent): number | string | undefined;
}

export const slicesOfWindow = 60;
const unitMs = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000, M: 30 * 86_400_000 } as const;
/** Journals of events, contacts and features look back no further. */
const longestWindowMs = 800 * 86_400_000;
/** Kinds that are worth nothing without a field. */
const fieldKinds = new Set<FeatureDocument['kind']>(['sum', 'mean', 'min', 'max', 'last', 'first', 'distinct']);
const windowKinds = new Set<FeatureDocument['kind']>(['trend', 'share-of-before']);
/** Kinds of which the field may be text. */
const textKinds = new Set<FeatureDocument['kind']>(['last', 'first', 'distinct']);
const longestText = 200;
const largestNumber = 1e15;

export function windowMsOf(window: string): number {
  return Number(window.slice(0, -1)) * unitMs[window.at(-1) as keyof typeof unitMs];
}

const any: FeelType = { kind: 'any' };
const context: FeelType = { kind: 'context', fields: {}, open: true };
/** What conditions over an event may read. `features` have the event in them already. */
export const eventScope: ReadonlyMap<string, FeelType> = new Map<string, FeelType>([['data', context], ['class', any]]);
export const triggerScope: ReadonlyMap<string, FeelType> = new Map<string, FeelType>([...eventScope, ['features', context]]);

/** A condition that is false where it cannot be evaluated. Errors: faults of the expression at the given path. */
export function compileEventCondition(source: string, scope: ReadonlyMap<string, FeelType>, path: string): Result<(facts: Readonly<Record<string, unknown>>, nowMs: number) => boolean, Fault[]> {
  const compiled = compileFeelCondition(source, { scope, strict: true });
  if (!compiled.ok) return { ok: false, error: compiled.error.map(({ message }) => ({ path, code: 'expression', message: `${JSON.stringify(source.slice(0, 80))}: ${message}` })) };
  const run: FeelProgram<boolean> = compiled.value;
  return {
    ok: true,
    value: (facts, nowMs) => {
      try {
        return run(facts, makeFeelContext({ nowMs }));
      } catch {
        return false;
      }
    },
  };
}

/** An own entry of the data, by a path of names with dots between them. */
export function fieldOf(data: Readonly<Record<string, unknown>>, path: readonly string[]): unknown {
  let value: unknown = data;
  for (const name of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
    value = (value as Record<string, unknown>)[name];
  }
  return value;
}

/** Faults are placed within the document. */
export function compileFeature(name: string, { events, classes, where, kind, field, window }: FeatureDocument): Result<CompiledFeature, Fault[]> {
  const faults: Fault[] = [];
  if (fieldKinds.has(kind) && field === undefined) faults.push({ path: '/field', code: 'field-missing', message: `A feature of kind ${kind} needs a field of the event's data` });
  if (kind === 'seconds-since' && field !== undefined) faults.push({ path: '/field', code: 'field-surplus', message: 'seconds-since reads no field: leave it out' });
  if (kind === 'count' && field !== undefined) faults.push({ path: '/field', code: 'field-surplus', message: 'count reads no field: leave it out, or put what must be there into `where`' });
  if (windowKinds.has(kind) && window === undefined) faults.push({ path: '/window', code: 'window-missing', message: `A feature of kind ${kind} needs a window` });
  const windowMs = window === undefined ? undefined : windowMsOf(window);
  if (windowMs !== undefined && windowMs > longestWindowMs) faults.push({ path: '/window', code: 'window-too-long', message: `A window of ${window} is longer than 800 days: shorten it, or leave it out for all time` });
  const condition = where === undefined ? undefined : compileEventCondition(where, eventScope, '/where');
  if (condition && !condition.ok) faults.push(...condition.error);
  if (faults.length > 0) return { ok: false, error: faults };

  const types = new Set(events);
  const ofClasses = classes === undefined ? undefined : new Set(classes);
  const path = field?.split('.');
  const takesText = textKinds.has(kind);
  const { high, low } = sipHash64(JSON.stringify([kind, [...types].sort(), classes ? [...classes].sort() : null, where ?? null, field ?? null, window ?? null]));
  return {
    ok: true,
    value: {
      name, kind, windowMs,
      key: high.toString(36) + low.toString(36),
      events: [...types],
      sliceMs: windowMs === undefined ? 0 : windowMs / slicesOfWindow,
      matches: (event) =>
        types.has(event.type) &&
        (ofClasses === undefined || (event.class !== null && ofClasses.has(event.class))) &&
        (condition === undefined || (condition.ok && condition.value({ data: event.data, class: event.class }, event.atMs))),
      valueOf(event) {
        if (path === undefined) return 1;
        const value = fieldOf(event.data, path);
        if (typeof value === 'number') return Number.isFinite(value) && Math.abs(value) <= largestNumber ? value : undefined;
        if (!takesText) return undefined;
        if (typeof value === 'boolean') return String(value);
        return typeof value === 'string' ? (kind === 'distinct' ? value : value.slice(0, longestText)) : undefined;
      },
    },
  };
}
