import type { Dependencies } from '../../node-kind.js';
import type { RuleContentKind, RulesSettings } from './rules-settings.js';

/** The document of the node, its own or the registered one, with the JSON pointer of its faults. */
export function documentOf(settings: RulesSettings, dependencies: Dependencies): { kind: RuleContentKind; document: unknown; path: string } | undefined {
  const { content } = settings;
  if ('kind' in content) return { kind: content.kind, document: content.document, path: '/content/document' };
  const { kind } = content.reference;
  if (kind !== 'rule-set' && kind !== 'decision-table' && kind !== 'scorecard' && kind !== 'decision-tree') return undefined;
  const document = dependencies.find(content.reference);
  return document === undefined ? undefined : { kind, document, path: '/content/reference' };
}
