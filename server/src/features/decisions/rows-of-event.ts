import type { EventEntry } from './event-entry.js';
import type { TableRow } from './journal-rows.js';

export function rowsOfEvent({ event: { eventId, customerId, type, at, data }, class: ofClass, receivedMs, late, triggers }: EventEntry): TableRow[] {
  return [['events', {
    event_id: eventId, customer_id: customerId, type, class: ofClass ?? '', at: new Date(at).toISOString(), received_at: new Date(receivedMs).toISOString(), data: data === undefined ? '' : JSON.stringify(data), late,
    triggers: triggers === undefined ? '' : JSON.stringify(triggers), version: receivedMs,
  }]];
}
