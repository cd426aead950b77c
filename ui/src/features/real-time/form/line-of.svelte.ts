import { i18n, t } from '$lib/i18n/i18n.svelte.js';
import type { References } from './references.svelte.js';

type Item = Record<string, unknown>;
const text = (value: unknown): string => (typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '');

/** Which contacts a filter speaks of, in words. */
function contacts(filter: unknown, references: References): string {
  const parts = Object.entries((filter ?? {}) as Record<string, unknown>).flatMap(([field, values]) => {
    if (!Array.isArray(values) || values.length === 0) return [];
    const choices = references.choicesOf(field);
    return [values.map((value) => choices?.find((choice) => choice.value === value)?.label ?? references.choice(field, String(value))).join(', ')];
  });
  return parts.length > 0 ? parts.join(' · ') : t('realTime.anyContacts');
}

function hours(value: unknown): string {
  const { from, to } = (value ?? {}) as { from?: string; to?: string };
  return from && to ? `${from}–${to}` : t('policyRules.never');
}

/** A rule of contact policy in words, in the language of the page. */
function ruleInWords(rule: Item, references: References): string | null {
  const of = contacts(rule.of, references);
  switch (rule.kind) {
    case 'cap': {
      const atMost = text(rule.atMost);
      if (rule.per === 'sliding-hours' || rule.per === 'sliding-days') return t('policyRules.capSliding', { of, atMost, length: text(rule.length), unit: rule.per === 'sliding-hours' ? t('policyRules.hoursUnit') : t('policyRules.daysUnit') });
      return t('policyRules.cap', { of, atMost, per: references.choice('per', text(rule.per)) });
    }
    case 'gap': return t('policyRules.gap', { of, hours: text(rule.hours) });
    case 'not-before': return t('policyRules.notBefore', { of, days: text(rule.days), after: contacts(rule.after, references) });
    case 'never-with': return t('policyRules.neverWith', { of, and: contacts(rule.and, references) });
    case 'only-after': return t('policyRules.onlyAfter', { of, after: contacts(rule.after, references) });
    case 'hours': return t('policyRules.hours', { of, workdays: hours(rule.workdays), daysOff: hours(rule.daysOff) });
    case 'consent': return t('policyRules.consent', { of, consent: text(rule.consent) });
    case 'stop-list': return t('policyRules.stopList', { of, list: text(rule.list) });
    case 'suppress': return t('policyRules.suppress', { of, flag: text(rule.flag) });
    default: return null;
  }
}

/** One line that tells an item of a list from the others. */
export function lineOf(item: Item, references: References): string {
  const rule = 'of' in item ? ruleInWords(item, references) : null;
  if (rule) {
    const whom = Array.isArray(item.for) ? (item.for as { attribute: string; values: string[] }[]).map(({ attribute, values }) => t('policyRules.forWhom', { attribute, values: values.join(', ') })) : [];
    return [rule, ...whom].join('; ');
  }
  const attribute = text(item.attribute);
  if (attribute !== '') return `${references.choicesOf('attribute')?.find((choice) => choice.value === attribute)?.label ?? attribute}: ${Array.isArray(item.values) ? item.values.join(', ') : ''}`;
  const name = text(item.name) || text(item.id) || text(item.at);
  const kind = typeof item.kind === 'string' ? (i18n.coded('choices', item.kind) ?? item.kind) : '';
  return [name, kind].filter(Boolean).join(' — ') || '…';
}
