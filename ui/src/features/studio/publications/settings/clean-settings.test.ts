import type { PublicationSettings } from '@arbiter/contracts';
import { describe, expect, it } from 'vitest';
import { endpointOfName } from '../endpoint-of-name.js';
import { cleanSettings } from './clean-settings.js';
import { instantOfLocal, localInstant } from './local-instant.js';

const arm = (version: number, share: number) => ({ name: `v${version}`, itemId: 'i', version, share });
const everything: PublicationSettings = {
  mode: 'online', arms: [arm(1, 60), arm(2, 40)], key: ' customer ', salt: '', schedule: { cron: '0 6 * * *', timeZone: 'UTC' }, batch: { source: { kind: 'table', table: 't' }, keyColumn: '' }, limits: {}, log: { level: 'none' }, customerInput: '', apiKeys: [], timeZone: '', scope: 'decisions',
};

describe('cleanSettings', () => {
  it('leaves out what is empty and what belongs to another mode', () => {
    expect(cleanSettings(everything)).toEqual({ mode: 'online', arms: everything.arms, key: 'customer', log: { level: 'none' }, scope: 'decisions' });
  });
  it('runs one version where it runs over a source', () => {
    expect(cleanSettings({ ...everything, mode: 'scheduled' })).toEqual({ mode: 'scheduled', arms: [arm(1, 100)], schedule: everything.schedule, batch: { source: { kind: 'table', table: 't' } } });
    expect(cleanSettings({ mode: 'batch', arms: [arm(1, 100)], batch: { columns: {} } })).toEqual({ mode: 'batch', arms: [arm(1, 100)] });
  });
});

describe('names and instants of the form', () => {
  it.each([['Взыскание: мягкое или жёсткое', 'vzyskanie-myagkoe-ili-zhestkoe'], ['Collection: soft or hard', 'collection-soft-or-hard'], ['Café №1', 'cafe-1'], ['   ', ''], ['決定', '']])('%s becomes "%s"', (name, wanted) => expect(endpointOfName(name)).toBe(wanted));
  it('instants go through the field and back', () => {
    expect(instantOfLocal(localInstant('2026-03-01T10:30:00.000Z'))).toBe('2026-03-01T10:30:00.000Z');
    expect(localInstant(undefined)).toBe('');
    expect(instantOfLocal('2026-03')).toBeUndefined();
  });
});
