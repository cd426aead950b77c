import { EventRecord, type Fault } from '@arbiter/contracts';
import { Compile } from 'typebox/compile';
import { listFaults } from '../../http/schema-compilers.js';
import { fieldOf } from '@arbiter/engine/online-features/index';
import type { KnownEventType } from './compiled-event-types.js';

/** An event that may be taken. */
export interface ReadEvent {
  record: EventRecord;
  type: KnownEventType;
  atMs: number;
  receivedMs: number;
  /** Older than its type lets count. */
  late: boolean;
  points: number;
}

/** Characters of an event's data as JSON. */
export const mostDataLength = 16 * 1024;
/** Clocks of senders may be ahead by so much; such events count from their receipt. */
const mostAheadMs = 5 * 60_000;
const latestInstantMs = Date.UTC(2250, 0);
const largestPoints = 1e9;
const envelope = Compile(EventRecord);

/** Reads one event as it came. Errors: its faults. */
export function readEvent(value: unknown, types: ReadonlyMap<string, KnownEventType>, receivedMs: number): { ok: true; event: ReadEvent } | { ok: false; faults: Fault[] } {
  if (!envelope.Check(value)) return { ok: false, faults: listFaults(envelope as never, value) };
  const record = value as EventRecord;
  const type = types.get(record.type);
  if (!type) {
    const known = [...types.keys()];
    return fault('/type', 'unknown-event-type', `There is no type of events ${JSON.stringify(record.type)}: ${known.length === 0 ? 'none is configured yet; make one with PUT /v1/event-types/{type}' : `known are ${known.slice(0, 50).join(', ')}${known.length > 50 ? ' and more' : ''}`}`);
  }
  const atMs = Date.parse(record.at);
  if (!(atMs >= 0 && atMs < latestInstantMs)) return fault('/at', 'out-of-range', `The instant ${record.at} must lie between 1970 and 2249`);
  if (atMs > receivedMs + mostAheadMs) return fault('/at', 'in-future', `The instant ${record.at} is more than 5 minutes ahead of now, ${new Date(receivedMs).toISOString()}: correct the clock of the sender, or send the event when it has happened`);
  const data = record.data ?? {};
  const length = lengthOf(data);
  if (length > mostDataLength) return fault('/data', 'too-large', `The data have ${Number.isFinite(length) ? `${length} characters of JSON` : 'too many levels'}: at most ${mostDataLength} characters are taken, so send what features and rules ask for`);
  const faults = type.faultsOf(data);
  if (faults.length > 0) return { ok: false, faults };
  const points = type.document.points === undefined ? 0 : (fieldOf(data, type.document.points.split('.')) ?? 0);
  if (typeof points !== 'number' || !Number.isSafeInteger(points) || Math.abs(points) > largestPoints) return fault(`/data/${type.document.points}`, 'points', `Points are a whole number of at most ${largestPoints}, not ${String(JSON.stringify(points)).slice(0, 80)}`);
  const { latestHours } = type.document;
  return { ok: true, event: { record, type, atMs, receivedMs, points, late: latestHours !== undefined && receivedMs - atMs > latestHours * 3_600_000 } };
}

const fault = (path: string, code: string, message: string): { ok: false; faults: Fault[] } => ({ ok: false, faults: [{ path, code, message }] });

/** Length of the data as JSON; infinite where they are nested too deep to print. */
function lengthOf(data: object): number {
  try {
    return JSON.stringify(data).length;
  } catch {
    return Infinity;
  }
}
