import type { Action } from '@arbiter/contracts/catalogue';
import type { ActionFilter } from '@arbiter/contracts/campaign';
import type { DocumentFilter } from '@arbiter/contracts/problem-document';

/** An empty list in the form means that nothing was picked, hence no restriction, as a missing one does. */
function restricts<T>(list: readonly T[] | undefined): list is readonly T[] {
  return list !== undefined && list.length > 0;
}

export function matchesAction(filter: ActionFilter, action: Action): boolean {
  return (
    (!restricts(filter.action) || filter.action.includes(action.id)) &&
    (!restricts(filter.channel) || filter.channel.includes(action.channel)) &&
    (!restricts(filter.stage) || filter.stage.includes(action.stage))
  );
}

/**
 * The filter in the words of the problem document, or null when it matches none of the campaign's actions.
 * A document may only name actions that stand in it, so the others are left out.
 */
export function toDocumentFilter(filter: ActionFilter, actions: readonly Action[]): DocumentFilter | null {
  const matching = actions.filter((action) => matchesAction(filter, action));
  if (matching.length === 0) return null;
  return {
    ...(restricts(filter.action) ? { action: matching.map((action) => action.id) } : {}),
    ...(restricts(filter.channel) ? { channel: [...filter.channel] } : {}),
    ...(restricts(filter.stage) ? { stage: [...filter.stage] } : {}),
  };
}
