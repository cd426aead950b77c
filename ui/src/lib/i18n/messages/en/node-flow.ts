import type { nodeFlow as ru } from '../ru/node-flow.js';

export const nodeFlow: Record<keyof typeof ru, string> = {
  conditions: 'Conditions',
  conditionsHelp: 'Tried from top to bottom; null is not true. Drag rows, or use the arrow keys, to change the order.',
  branchLabel: 'Label of way out {place}',
  branchPlaceholder: 'Label: “large debt”',
  branchNamed: 'label “{name}”',
  branchAdded: 'new condition',
  addBranch: 'Add a condition',
  conditionOf: 'Condition: {name}',
  conditionHint: 'debt > 1000 and segment = "VIP"',
  conditionChanged: 'condition “{name}”',
  port: 'way out',
  portNamed: 'way out “{name}”',
  leadsTo: '→ {node}',
  leadsNowhere: 'not connected',
  else: 'Else',
  splitHint: 'Splitting at random? An A/B test keeps a customer in the same arm on every call.',
};
