import type { NodeKindName, StrategyNode } from '@arbiter/contracts';
import { portsOf } from '@arbiter/engine/strategy-edit/node-ports';
import { i18n, t } from '$lib/i18n/i18n.svelte.js';
import { nodeKindOf } from '../nodes/node-kinds.js';
import type { CardData } from './flow-elements.js';

/** What the kind is called in the reader's language. */
export const kindTitle = (kind: NodeKindName): string => i18n.coded('studioNodes', `kind-${kind}`) ?? kind;
export const kindAbout = (kind: NodeKindName): string => i18n.coded('studioNodes', `about-${kind}`) ?? '';
export const nodeTitle = (node: StrategyNode): string => node.title?.trim() || kindTitle(node.kind);

/** A few words about a node's settings; a summary that stumbles over half-made settings is left out. */
export function nodeSummary(node: StrategyNode): string {
  try {
    return nodeKindOf(node.kind).summary(node.settings);
  } catch {
    return '';
  }
}

interface Way { port?: unknown; label?: unknown; condition?: unknown; share?: unknown }

function waysOf(node: StrategyNode): Way[] {
  const settings = (node.settings ?? {}) as { branches?: unknown; arms?: unknown };
  const ways = node.kind === 'branch' ? settings.branches : node.kind === 'ab-test' ? settings.arms : [];
  return Array.isArray(ways) ? (ways as Way[]).filter((way) => typeof way === 'object' && way !== null) : [];
}

/** How a way out is called: as it was named by whoever drew it, else in the reader's language. */
export function portTitle(node: StrategyNode, port: string): string {
  const way = waysOf(node).find((one) => one.port === port);
  if (way) return typeof way.label === 'string' && way.label.trim() ? way.label : port;
  return i18n.coded('studioCanvas', `port-${port}`) ?? port;
}

/** What the way out is taken for: a condition, a share. */
export function portNote(node: StrategyNode, port: string): string {
  const way = waysOf(node).find((one) => one.port === port);
  if (typeof way?.condition === 'string') return way.condition;
  return typeof way?.share === 'number' ? `${Math.round(way.share) / 100} %` : '';
}

/** "Branch: Large debt, 2 ways out, 1 fault": what a screen reader is told of a card. */
export function spokenName({ node, findings, mark, others, threads }: CardData): string {
  const title = node.title?.trim();
  const kind = kindTitle(node.kind);
  const faults = findings.filter(({ severity }) => severity === 'fault').length;
  const warnings = findings.length - faults;
  const ways = portsOf(node).length;
  return [
    title ? `${kind}: ${title}` : kind,
    ...(ways > 1 ? [t('studioCanvas.ways', { count: ways })] : []),
    ...(faults > 0 ? [t('studioCanvas.faults', { count: faults })] : []),
    ...(warnings > 0 ? [t('studioCanvas.warnings', { count: warnings })] : []),
    ...(threads > 0 ? [t('studioCanvas.threads', { count: threads })] : []),
    ...(others.length > 0 ? [t('studioCanvas.others', { names: others.join(', ') })] : []),
    ...(mark ? [[mark.badge, mark.note].filter(Boolean).join(', ')] : []),
  ].filter(Boolean).join(', ');
}
