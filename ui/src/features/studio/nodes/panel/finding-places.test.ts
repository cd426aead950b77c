import { describe, expect, it } from 'vitest';
import type { NodeFinding } from '../../draft/faults-by-node.js';
import { findingsAbove } from './finding-places.js';

const at = (path: string): NodeFinding => ({ severity: 'fault', code: 'x', message: path, path });

describe('findings above an editor', () => {
  it('are those that no field shows', () => {
    const findings = ['', '/settings', '/settings/branches', '/settings/branches/0/condition', '/settings/branches/12/port', '/onError/values/x', '/settings/other'].map(at);
    expect(findingsAbove('branch', findings).map(({ path }) => path)).toEqual(['', '/settings', '/settings/branches', '/settings/other']);
    expect(findingsAbove('branch', findings, true).map(({ path }) => path)).toEqual(['']);
    expect(findingsAbove('input', [at('/settings/x')])).toHaveLength(1);
    expect(findingsAbove('sub-process', [at('/settings/inputs'), at('/settings/strategy')])).toEqual([]);
  });
});
