import type { ActivityEntry } from '@arbiter/contracts';
import { i18n, t } from '$lib/i18n/i18n.svelte.js';

/** What somebody did, as the rest of a sentence that begins with their name. */
export function activityInWords({ action, details }: ActivityEntry): string {
  if (action === 'item.save') return t('studioTeam.did-item-save', { count: Number(details.saves ?? 1) });
  if (action === 'item.register') return t('studioTeam.did-item-register', { version: Number(details.version ?? 0) });
  if (action === 'item.create' && details.copyOf !== undefined) return t('studioTeam.did-item-copy');
  if (action === 'project.approval') return t(details.needed === true ? 'studioTeam.did-approval-on' : 'studioTeam.did-approval-off');
  if (action === 'project.change' && details.archived === true) return t('studioTeam.did-project-archive');
  return i18n.coded('studioTeam', `did-${action.replace('.', '-')}`) ?? action;
}

/** Where it can be looked at, inside the item's page; null where the item is gone or there is none. */
export function activityAddress({ action, item, details }: ActivityEntry): string | null {
  if (!item || item.deleted) return null;
  const page = `/studio/items/${encodeURIComponent(item.id)}`;
  if (item.kind !== 'strategy') return page;
  if (action.startsWith('comment.')) return `${page}?tab=team&section=comments${typeof details.thread === 'string' ? `&comment=${encodeURIComponent(details.thread)}` : ''}`;
  if (action.startsWith('review.')) return `${page}?tab=team&section=review`;
  return action === 'item.save' || action === 'item.register' || action === 'item.restore' ? `${page}?tab=team` : page;
}
