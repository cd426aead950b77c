import { describe, expect, it } from 'vitest';
import { readAddress, sameAddress, writeAddress } from './strategy-address.js';

describe('the address of an open strategy', () => {
  it('names the loops and the node, and is read back', () => {
    const address = { place: ['each', 'inner'], node: 'call-2' };
    const written = writeAddress(address);
    expect(written).toEqual({ place: 'each/inner', node: 'call-2' });
    expect(readAddress(new URLSearchParams(written as Record<string, string>))).toEqual(address);
    expect(writeAddress({ place: [], node: null })).toEqual({ place: null, node: null });
  });

  it('bears whatever a link holds', () => {
    expect(readAddress(new URLSearchParams('node=%3Cscript%3E&place=//..//a'))).toEqual({ place: ['a'], node: null });
    expect(readAddress(new URLSearchParams(''))).toEqual({ place: [], node: null });
    expect(sameAddress({ place: ['a'], node: null }, { place: ['a'], node: 'b' })).toBe(false);
  });
});
