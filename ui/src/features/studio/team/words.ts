import type { StrategyGraph } from '@arbiter/contracts';
import type { MergePath } from '@arbiter/engine/strategy-edit/merge-json';
import { i18n, t } from '$lib/i18n/i18n.svelte.js';

/** Keys of documents in words: `settings/branches/yes/condition` is «Ветви › yes › Условие». */
export function pathInWords(path: MergePath): string {
  const words = path.filter((key, index) => !(index === 0 && key === 'settings')).map((key) => {
    const rows = /^(\d+)(?:(\+)|-(\d+))?$/.exec(key);
    if (!rows) return i18n.coded('studioTeam', `key-${key}`) ?? key;
    const first = Number(rows[1]) + 1;
    if (rows[2]) return t('studioTeam.newRows');
    return rows[3] === undefined || Number(rows[3]) + 1 === first ? t('studioTeam.row', { row: first }) : t('studioTeam.rows', { from: first, to: Number(rows[3]) + 1 });
  });
  return words.join(' › ');
}

/** Keys of a JSON pointer. */
export const keysOf = (pointer: string): string[] => pointer.split('/').slice(1).map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));

/** A value as it is shown: texts as they are, anything else as JSON; null where there is nothing. */
export function valueText(value: unknown): string | null {
  if (value === undefined) return null;
  return typeof value === 'string' ? value : JSON.stringify(value, null, typeof value === 'object' ? 2 : 0);
}

export const titleIn = (graph: StrategyGraph | undefined, id: string): string => graph?.nodes.find((node) => node.id === id)?.title?.trim() || id;
