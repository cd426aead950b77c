import type { PublicationRevision } from '@arbiter/contracts';

/**
 * The revision whose settings a rollback brings back: the newest before the present one with other settings, counted from the one that the
 * last rollback restored, so that rolling back twice goes back twice. Null where there is none.
 */
export function rollbackTarget(revisions: readonly PublicationRevision[], present: number): PublicationRevision | null {
  const now = revisions.find(({ revision }) => revision === present);
  if (!now) return null;
  const from = now.origin === 'rollback' && now.restored !== null ? now.restored : present;
  const text = JSON.stringify(now.settings);
  return revisions.filter(({ revision, settings }) => revision < from && JSON.stringify(settings) !== text).sort((a, b) => b.revision - a.revision)[0] ?? null;
}
