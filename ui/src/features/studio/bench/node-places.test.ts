import { expect, it } from 'vitest';
import { nodeOfPath, nodeOfPointer, titleOfPath } from './node-places.js';

const document = {
  graph: {
    nodes: [
      { id: 'in', kind: 'input' as const, settings: {} },
      { id: 'each', kind: 'loop' as const, title: 'Каждый договор', settings: { body: { nodes: [{ id: 'again', kind: 'loop' as const, settings: { body: { nodes: [{ id: 'in', kind: 'calculate' as const, title: 'Deep', settings: {} }], edges: [] } } }], edges: [] } } },
      { id: 'ask', kind: 'sub-process' as const, title: 'Asks', settings: {} },
    ],
    edges: [],
  },
};

it('finds nodes by the paths of traces', () => {
  expect(nodeOfPath(document, 'each[2]/again[1]/in')).toMatchObject({ place: ['each', 'again'], node: { title: 'Deep' } });
  expect(nodeOfPath(document, 'ask/in')).toMatchObject({ place: [], node: { id: 'ask' } });
  expect([nodeOfPath(document, 'gone'), nodeOfPath(document, 'each/gone')]).toEqual([undefined, undefined]);
  expect([titleOfPath(document, 'each[1]'), titleOfPath(document, 'ask/in'), titleOfPath(document, 'each/again')]).toEqual(['Каждый договор', 'in', 'again']);
});

it('finds nodes by pointers of faults', () => {
  expect(nodeOfPointer(document, '/graph/nodes/1/settings/body/nodes/0/settings/body/nodes/0/settings/assignments/0')).toMatchObject({ place: ['each', 'again'], node: { id: 'in' } });
  expect(nodeOfPointer(document, '/graph/nodes/1/settings/body/edges/0')).toMatchObject({ place: [], node: { id: 'each' } });
  expect([nodeOfPointer(document, '/dataModel/inputs/0'), nodeOfPointer(document, '/graph/nodes/9')]).toEqual([undefined, undefined]);
});
