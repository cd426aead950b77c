import type { EventRecord } from '@arbiter/contracts';
import type { TriggerChange } from '@arbiter/engine/online-features/index';

/** An event that was taken, once. */
export interface EventEntry {
  kind: 'event';
  event: EventRecord;
  /** What its rule set or strategy made of it. */
  class: string | null;
  /** Epoch milliseconds. */
  receivedMs: number;
  /** Too old to change features or to fire triggers. */
  late: boolean;
  /** What it did to triggers; left out where it did nothing. */
  triggers?: TriggerChange[];
}
