import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonFaultPlace } from './json-fault-place.js';

describe('place of a fault in JSON', () => {
  it('is where the text stops being JSON', () => {
    expect(jsonFaultPlace('{\n  "kind": nope }')).toBe('2:11');
    expect(jsonFaultPlace('[1, 2,]')).toBe('1:7');
    expect(jsonFaultPlace('{"a": 1 "b": 2}')).toBe('1:9');
    expect(jsonFaultPlace('{"a": [1, {"b"')).toBe('1:15');
    expect(jsonFaultPlace('{} x')).toBe('1:4');
    expect(jsonFaultPlace('')).toBe('1:1');
    expect(jsonFaultPlace(`["${'a'.repeat(10_000_000)}" 1`)).toBe('1:10000005');
    expect(jsonFaultPlace('{"a\\x": 1}')).toBe('1:4');
    expect(jsonFaultPlace('['.repeat(100_000))).toBe('1:100001');
  });

  it('is the end for what is JSON, and not behind a broken character', () => {
    fc.assert(fc.property(fc.json(), (source) => {
      expect(jsonFaultPlace(source)).toBe(`1:${source.length + 1}`);
      expect(jsonFaultPlace(`${source}\u0001`)).toBe(`1:${source.length + 1}`);
    }));
  });
});
