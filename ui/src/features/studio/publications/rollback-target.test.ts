import type { PublicationRevision } from '@arbiter/contracts';
import { describe, expect, it } from 'vitest';
import { rollbackTarget } from './rollback-target.js';

const revision = (number: number, version: number, more: Partial<PublicationRevision> = {}): PublicationRevision => ({ revision: number, state: 'running', settings: { mode: 'online', arms: [{ name: 'a', itemId: 'i', version, share: 100 }] }, origin: 'publish', restored: null, author: null, comment: '', createdAt: '2026-01-01T00:00:00Z', ...more });

describe('rollbackTarget', () => {
  it('is the newest before with other settings: a stop and a start are none', () => {
    expect(rollbackTarget([revision(4, 2, { origin: 'start' }), revision(3, 2, { origin: 'stop' }), revision(2, 2), revision(1, 1)], 4)?.revision).toBe(1);
  });
  it('goes back further after a rollback', () => {
    const history = [revision(4, 2, { origin: 'rollback', restored: 2 }), revision(3, 3), revision(2, 2), revision(1, 1)];
    expect(rollbackTarget(history, 4)?.revision).toBe(1);
    expect(rollbackTarget([revision(1, 1)], 1)).toBeNull();
  });
});
