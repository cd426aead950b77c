import type { Actor } from '@arbiter/contracts';
import { t } from '$lib/i18n/i18n.svelte.js';
import { session } from './session.svelte.js';

/** The account of whoever works alone on this machine. */
const localOwner = 'local-owner';

/** Who did something, named alike on every page: the reader is "You"; what nobody did, the product did. */
export function actorName({ id, name }: Actor): string {
  if (id !== null && id === session.user?.id) return t('common.you');
  if (id === localOwner || name === localOwner) return t('common.localOwner');
  return name ?? t('common.system');
}

/** As `actorName`, of whom only the login is known. */
export function loginName(login: string | null | undefined): string {
  if (login && login === session.user?.login) return t('common.you');
  return actorName({ id: null, name: login ?? null });
}
