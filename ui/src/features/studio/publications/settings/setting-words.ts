import type { PublicationArm, PublicationBatch, PublicationSettings, Scope } from '@arbiter/contracts';
import { format } from '$lib/format/format.svelte.js';
import { t, type MessageKey } from '$lib/i18n/i18n.svelte.js';
import { armsInWords } from '../publication-words.js';
import type { SettingField } from './settings-changes.js';

/** The value of a setting as people say it; a dash where it is left out. */
export function settingInWords(field: SettingField, value: unknown, nameOf: (itemId: string) => string): string {
  if (value === undefined) return '—';
  switch (field) {
    case 'mode': return t(`studioPublications.mode-${value as PublicationSettings['mode']}`);
    case 'versions': {
      const arms = value as PublicationArm[];
      if (arms.length === 1) return armsInWords(arms, nameOf);
      const isOne = arms.every(({ itemId }) => itemId === arms[0]!.itemId);
      return `${isOne ? `${nameOf(arms[0]!.itemId)}: ` : ''}${arms.map(({ name, itemId, version, share }) => `${name} ${isOne ? '' : `${nameOf(itemId)} `}v${version} · ${format.percent(share / 100, 2)}`).join('; ')}`;
    }
    case 'schedule': {
      const { cron, timeZone } = value as NonNullable<PublicationSettings['schedule']>;
      return `${cron} (${timeZone})`;
    }
    case 'source': return sourceInWords(value as NonNullable<PublicationBatch['source']>);
    case 'columns': return Object.entries(value as Record<string, string>).map(([input, column]) => `${input} ← ${column}`).join(', ');
    case 'logLevel': return t(`studioPublications.log-${value as 'none' | 'decisions' | 'inputs'}`);
    case 'traceShare': return format.percent(value as number, 2);
    case 'durable': return t('studioPublications.notDurable');
    case 'scope': return scopeInWords(value as Scope);
    case 'apiKeys': return t('studioPublications.keysCount', { count: (value as string[]).length });
    case 'validFrom': case 'validTo': return format.dateTime(value as string);
    case 'perSecond': case 'concurrency': case 'steps': case 'timeMs': return format.number(value as number);
    default: return String(value);
  }
}

export function sourceInWords(source: NonNullable<PublicationBatch['source']>): string {
  if (source.kind === 'table') return t('studioPublications.sourceTable', { name: source.table });
  if (source.kind === 'file') return t('studioPublications.sourceFile', { name: source.fileName });
  return t('studioPublications.sourceQuery', { name: source.statement.trim().slice(0, 60) });
}

export const fieldTitle = (field: SettingField): string => t(`studioPublications.field-${field}` as MessageKey);

/** A part of the product as rights name it. */
export const scopeInWords = (scope: Scope): string => t(`settings.scope${scope[0]!.toUpperCase()}${scope.slice(1)}` as MessageKey);
