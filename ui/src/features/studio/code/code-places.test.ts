import { describe, expect, it } from 'vitest';
import { linesOf, placeAt, placeOfNode, placesOfNode, type CodePlace } from './code-places.js';

const reference = { kind: 'strategy' as const, id: 'sub', version: 2 };
const code = '// head\n\nfunction a() {\n}\n\nfunction b() {\n}\n\nfunction c() {\n}\n';
const places: CodePlace[] = [
  { path: 'in', strategy: null, from: code.indexOf('function a'), to: code.indexOf('function b') - 2 },
  { path: 'in', strategy: reference, from: code.indexOf('function b'), to: code.indexOf('function c') - 2 },
  { path: 'each/in', strategy: null, from: code.indexOf('function c'), to: code.length - 1 },
];

describe('places of nodes in the code', () => {
  it('lead from a position to the node, ends included, and to none in between', () => {
    expect(placeAt(places, places[0]!.from)?.path).toBe('in');
    expect(placeAt(places, places[0]!.to)?.strategy).toBeNull();
    expect(placeAt(places, places[1]!.from + 3)?.strategy).toEqual(reference);
    expect([placeAt(places, 0), placeAt(places, places[0]!.to + 1)]).toEqual([undefined, undefined]);
  });

  it('lead from a node to its code, never to that of a sub-process of the same name', () => {
    expect(placeOfNode(places, 'in')).toBe(places[0]);
    expect(placeOfNode(places, 'each/in')).toBe(places[2]);
    expect(placeOfNode(places, 'gone')).toBeUndefined();
    expect(placesOfNode(places, 'in', reference)).toEqual([places[0], places[1]]);
  });

  it('are told in lines', () => expect(linesOf(code, places[1]!)).toEqual({ first: 6, last: 7 }));
});
