import { Value } from 'typebox/value';
import { describe, expect, it } from 'vitest';
import { ResponseRecord } from './decision.js';
import { CustomerId } from './identifiers.js';
import { EventRecord } from './real-time/event.js';

describe('identifiers that other systems bring', () => {
  const at = '2026-03-04T09:00:00Z';

  it.each(['C1', 'Ж', 'a b', '🙂', '../x', "';--"])('%j is one', (id) => {
    expect(Value.Check(CustomerId, id)).toBe(true);
  });

  it.each(['', 'a\u0000b', '\ud800', 'a\udc00'])('%j is none: a store could not give it back', (id) => {
    expect(Value.Check(CustomerId, id)).toBe(false);
    expect(Value.Check(EventRecord, { eventId: id, type: 'x', customerId: 'c', at })).toBe(false);
    expect(Value.Check(ResponseRecord, { responseId: id, customerId: 'c', kind: 'click', at })).toBe(false);
  });
});
