import { t } from '$lib/i18n/i18n.svelte.js';
import { ruleKinds, sizeOf, type RuleKind, type RulesNodeSettings } from './rules-content.js';

export const kindTitle = (kind: RuleKind): string => t(`studioRules.kind-${kind}`);

const sizeKeys = { 'rule-set': 'studioRules.sizeRules', 'decision-table': 'studioRules.sizeRules', scorecard: 'studioRules.sizeCharacteristics', 'decision-tree': 'studioRules.sizeLeaves' } as const;
export const sizeInWords = (kind: RuleKind, document: unknown): string => t(sizeKeys[kind], { count: sizeOf(kind, document) });

/** The card of a rules node: what kind of rules, how many, or which registered version. */
export function rulesSummary(settings: unknown): string {
  const content = (settings as RulesNodeSettings | null)?.content;
  if (typeof content !== 'object' || content === null) return '';
  if ('reference' in content) {
    const { kind, id, version } = content.reference ?? {};
    return (ruleKinds as readonly string[]).includes(kind) && id ? `${kindTitle(kind as RuleKind)} · v${version}` : '';
  }
  return ruleKinds.includes(content.kind) ? `${kindTitle(content.kind)} · ${sizeInWords(content.kind, content.document)}` : '';
}
