import { describe, expect, it } from 'vitest';
import { curlCommand, decisionRequest, readContext } from './decision-request.js';

const form = { customerId: ' 42 ', campaignId: '', channel: '', context: '', dryRun: false };

describe('decisionRequest', () => {
  it('holds only what was filled in', () => {
    expect(decisionRequest(form)).toEqual({ customerId: '42' });
    expect(decisionRequest({ ...form, campaignId: 'c', channel: 'phone', context: '{"debt": 5}', dryRun: true })).toEqual({ customerId: '42', campaignId: 'c', channel: 'phone', context: { debt: 5 }, dryRun: true });
  });

  it('reads a context only from a JSON object', () => {
    expect(readContext(' ')).toEqual({});
    for (const text of ['[1]', '"a"', 'null', '{']) expect(readContext(text)).toBeNull();
  });

  it('asks for a key only where somebody must sign in', () => {
    expect(curlCommand('http://a', { customerId: 'C1' }, true)).toContain('authorization: Bearer');
    expect(curlCommand('http://a', { customerId: 'C1' }, false)).not.toContain('authorization');
  });
  it('keeps quotes of the text inside the argument', () => expect(curlCommand('http://a', { customerId: "O'Hara" }, false)).toContain(`-d '{"customerId":"O'\\''Hara"}'`));
});
