import type { PublicationArm, PublicationSettings } from '@arbiter/contracts';

/** What of the settings a change is about; its name stands in the messages. */
export const settingFields = ['mode', 'versions', 'key', 'salt', 'schedule', 'source', 'keyColumn', 'columns', 'method', 'timeZone', 'perSecond', 'concurrency', 'steps', 'timeMs', 'logLevel', 'traceShare', 'durable', 'scope', 'apiKeys', 'customerInput', 'validFrom', 'validTo'] as const;
export type SettingField = (typeof settingFields)[number];

export interface SettingChange {
  field: SettingField;
  before: unknown;
  after: unknown;
}

/** Settings by the fields that people see, absent ones undefined. */
export function settingsByField({ mode, arms, key, salt, schedule, batch, timeZone, limits, log, customerInput, scope, apiKeys, validFrom, validTo }: PublicationSettings): Record<SettingField, unknown> {
  return {
    mode, versions: arms, key, salt, schedule, source: batch?.source, keyColumn: batch?.keyColumn, columns: batch?.columns, method: batch?.method, timeZone,
    perSecond: limits?.perSecond, concurrency: limits?.concurrency, steps: limits?.steps, timeMs: limits?.timeMs,
    logLevel: log?.level ?? (mode === 'online' ? 'inputs' : undefined), traceShare: log?.traceShare === 0 ? undefined : log?.traceShare, durable: log?.durable === false ? false : undefined, scope: scope === 'decisions' ? undefined : scope, apiKeys, customerInput, validFrom, validTo,
  };
}

/** What differs between two settings, by field; a default that is written out is no difference. */
export function settingsChanges(before: PublicationSettings, after: PublicationSettings): SettingChange[] {
  const [was, is] = [settingsByField(before), settingsByField(after)];
  return settingFields.flatMap((field) => (sorted(was[field]) === sorted(is[field]) ? [] : [{ field, before: was[field], after: is[field] }]));
}

/** Keys in order, so that equal values have equal texts. */
function sorted(value: unknown): string {
  return JSON.stringify(value, (_, one: unknown) => (typeof one === 'object' && one !== null && !Array.isArray(one) ? Object.fromEntries(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1))) : one)) ?? '';
}

/** Shares that make a hundred, as even as two digits allow. */
export function evenShares(count: number): number[] {
  const each = Math.floor(10_000 / count);
  return Array.from({ length: count }, (_, index) => (index === 0 ? 10_000 - each * (count - 1) : each) / 100);
}

export const totalOfShares = (arms: readonly Pick<PublicationArm, 'share'>[]): number => Math.round(arms.reduce((sum, { share }) => sum + share, 0) * 100) / 100;
