import type { Fault } from '@arbiter/contracts';
import type { Container } from '../../container.js';
import { compiledEventTypes } from './compiled-event-types.js';
import { linesOf, mostLineBytes } from './event-lines.js';
import { readEvent, type ReadEvent } from './read-event.js';
import type { EventTaker } from './take-events.js';

/** What came of many events. */
export interface EventCounts {
  /** Taken, the late ones among them. */
  accepted: number;
  repeated: number;
  late: number;
  refused: number;
  /** Of the first refused ones: where they stand (line of the stream from 1, place in the list from 0), and why. */
  faults: { line: number; eventId?: string; faults: Fault[] }[];
}

export const mostFaultsTold = 100;
/** Lines that are taken together, and the text of them at most. */
const mostLines = 1_000;
const mostText = 2 ** 20;
/** Lots of lines that are being written at once. */
const mostWriting = 4;

export const noCounts = (): EventCounts => ({ accepted: 0, repeated: 0, late: 0, refused: 0, faults: [] });

export function countRefused(counts: EventCounts, line: number, value: unknown, faults: Fault[]): void {
  counts.refused += 1;
  if (counts.faults.length >= mostFaultsTold) return;
  const eventId: unknown = typeof value === 'object' && value !== null && Object.hasOwn(value, 'eventId') ? (value as { eventId: unknown }).eventId : undefined;
  counts.faults.push({ line, ...(typeof eventId === 'string' ? { eventId: eventId.slice(0, 128) } : {}), faults });
}

/** Reads values, takes those that are events, counts the rest as refused. */
export async function takeValues({ now }: Pick<Container, 'now'>, taker: EventTaker, values: readonly { line: number; value: unknown }[], counts: EventCounts): Promise<void> {
  const types = compiledEventTypes(taker.configuration());
  const receivedMs = now().getTime();
  const events: ReadEvent[] = [];
  for (const { line, value } of values) {
    const read = readEvent(value, types, receivedMs);
    if (read.ok) events.push(read.event);
    else countRefused(counts, line, value, read.faults);
  }
  for (const result of await taker.take(events)) {
    if (result === 'repeated') counts.repeated += 1;
    else counts.accepted += 1;
    if (result === 'late') counts.late += 1;
  }
}

/** Takes a stream of events, one a line. The next lines are read while some are written; no further, so that the sender waits. */
export async function takeStream(container: Pick<Container, 'now'>, taker: EventTaker, stream: AsyncIterable<Buffer | string>): Promise<EventCounts> {
  const counts = noCounts();
  let values: { line: number; value: unknown }[] = [];
  let text = 0;
  const writing: Promise<void>[] = [];
  const write = async () => {
    if (writing.length >= mostWriting) await writing.shift();
    const lot = takeValues(container, taker, values, counts);
    values = [];
    text = 0;
    // Awaited in its turn; a failure in between is no unhandled one.
    lot.catch(() => undefined);
    writing.push(lot);
  };
  for await (const { number: line, text: content } of linesOf(stream)) {
    if (content === undefined) {
      countRefused(counts, line, undefined, [{ path: '', code: 'too-large', message: `The line is longer than ${mostLineBytes} bytes` }]);
      continue;
    }
    try {
      values.push({ line, value: JSON.parse(content) as unknown });
    } catch (error) {
      countRefused(counts, line, undefined, [{ path: '', code: 'not-json', message: `The line is no JSON: ${error instanceof Error ? error.message.slice(0, 200) : String(error)}` }]);
    }
    text += content.length;
    if (values.length >= mostLines || text >= mostText) await write();
  }
  await write();
  for (const lot of writing) await lot;
  counts.faults.sort((one, other) => one.line - other.line);
  return counts;
}
