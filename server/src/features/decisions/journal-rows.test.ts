import { describe, expect, it } from 'vitest';
import { rowsOfLine, rowTextsOfLine } from './journal-rows.js';

const decision = (context: object, action: object | null = { id: 'a', channel: 'sms', stage: 'offer', valueMinor: 1 }) => ({
  kind: 'decision',
  decision: { decisionId: 'd1', customerId: 'c "1",\\"request\\":', at: '2026-05-12T09:00:00.000Z', refused: [], campaignId: null, outcome: action ? 'action' : 'no-action', source: 'rules', action, arm: null, reasons: ['RULE_SET'], version: 'v' },
  request: { context }, facts: {}, costMinor: 113.4, seen: { state: null, campaigns: [] },
});
const read = (rows: readonly (readonly [string, object])[]) => rows.map(([table, row]) => {
  const { body, ...columns } = row as { body?: string };
  const { decision: answer, request, facts, seen } = body === undefined ? {} : (JSON.parse(body) as Record<string, unknown>);
  return { table, columns, answer, request, facts, seen };
});

describe('texts of rows', () => {
  it.each([
    decision({ amount: 1 }),
    decision({}, null),
    decision({ text: ',"request":{},"costMinor":7,' }),
    decision({ a: 1, request: { b: 2 } }),
    decision({ a: 1, costMinor: 5 }),
    decision({}, { id: 'a', channel: 'sms', stage: 'offer', valueMinor: 1, params: { x: 1, request: {}, costMinor: 9 } }),
  ])('say the same as the entry read as a whole: %j', (entry) => {
    const line = JSON.stringify(entry);
    expect(read(rowTextsOfLine(line).map(([table, text]) => [table, JSON.parse(text) as object]))).toEqual(read(rowsOfLine(line)));
  });

  it('refuse what is no line', () => {
    for (const line of ['', '{', '{"kind":"decision","decision":', '{"kind":"nothing"}', '{"kind":"decision","decision":{,"request":1,"costMinor":2']) expect(() => rowTextsOfLine(line)).toThrow();
  });
});
