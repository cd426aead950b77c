import type { NodeKindName } from '@arbiter/contracts';

/** Settings of a new node by its kind: half-made, with every part that its editor shows. What is missing the check tells. */
export const nodeBeginnings: Record<NodeKindName, () => unknown> = {
  input: () => ({}),
  branch: () => ({ branches: [{ port: 'yes', condition: '' }] }),
  'ab-test': () => ({ key: '', salt: 'v1', arms: [{ port: 'champion', share: 5000, champion: true }, { port: 'challenger', share: 5000 }] }),
  loop: () => ({ list: '', element: 'element', body: { nodes: [], edges: [] } }),
  'sub-process': () => ({ strategy: { kind: 'strategy', id: '', version: 1 }, inputs: [], outputs: [] }),
  output: () => ({ assignments: [] }),
  rules: () => ({ content: { kind: 'decision-table', document: { hitPolicy: 'F', inputs: [], outputs: [], rules: [] } }, results: [] }),
  calculate: () => ({ assignments: [{ name: '', value: '' }] }),
  model: () => ({ model: { reference: { kind: 'model', id: '', version: 1 } }, results: {} }),
  python: () => ({ code: '', inputs: [], outputs: [] }),
  sql: () => ({ source: 'analytics', statement: '', parameters: [], result: { take: 'first-row', columns: [] } }),
  http: () => ({ service: '', method: 'GET', path: '', result: [] }),
  arbitrate: () => ({ candidates: [], best: {}, reasons: 'none-left' }),
  'contact-policy': () => ({ customer: 'customer', channel: '', action: '' }),
  channel: () => ({ customer: 'customer', action: '', channels: [], channel: '' }),
};
