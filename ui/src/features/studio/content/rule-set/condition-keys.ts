import type { ConditionDocument } from '@arbiter/engine/rule-set/document';
import { copyCondition, negateCondition, removeCondition, stepCondition, unwrapGroup, wrapCondition, type ConditionPath } from '@arbiter/engine/rule-set/edit-conditions';
import { t } from '$lib/i18n/i18n.svelte.js';
import type { RuleBuilder } from './rule-builder.svelte.js';

export type ConditionAct = 'up' | 'down' | 'in' | 'out' | 'copy' | 'wrap' | 'unwrap' | 'negate' | 'remove';

/** What is done to a condition, by menu and by keyboard alike; the focus goes with it. */
export function act(builder: RuleBuilder, root: string, path: ConditionPath, what: ConditionAct): void {
  if (builder.readOnly) return;
  const keep = (edit: (conditions: ConditionDocument) => ConditionDocument) => (conditions: ConditionDocument) => ({ root: edit(conditions), path });
  switch (what) {
    case 'copy':
      return builder.place(t('studioRules.copyCondition'), root, (conditions) => copyCondition(conditions, path));
    case 'wrap':
      return builder.place(t('studioRules.wrap'), root, keep((conditions) => wrapCondition(conditions, path, 'any')));
    case 'unwrap':
      return builder.place(t('studioRules.unwrap'), root, keep((conditions) => unwrapGroup(conditions, path)));
    case 'negate':
      return builder.place(t('studioRules.negate'), root, keep((conditions) => negateCondition(conditions, path)));
    case 'remove': {
      const index = path.at(-1);
      const before: ConditionPath = typeof index === 'number' ? (index > 0 ? [...path.slice(0, -1), index - 1] : path.slice(0, -2)) : path;
      return builder.place(t('studioRules.removeCondition'), root, (conditions) => ({ root: removeCondition(conditions, path), path: before }));
    }
    default:
      return builder.place(t('studioRules.moveCondition'), root, (conditions) => stepCondition(conditions, path, what));
  }
}

const keys: Readonly<Record<string, ConditionAct>> = { ArrowUp: 'up', ArrowDown: 'down', ArrowRight: 'in', ArrowLeft: 'out', KeyD: 'copy', KeyG: 'wrap', KeyU: 'unwrap', KeyN: 'negate', Delete: 'remove' };

/** Alt with an arrow moves, Alt with G, U, N, D, Delete does what the menu does. */
export function actByKey(builder: RuleBuilder, root: string, path: ConditionPath, event: KeyboardEvent): void {
  const what = event.altKey && !event.ctrlKey && !event.metaKey ? keys[event.code] : undefined;
  if (what === undefined) return;
  event.preventDefault();
  event.stopPropagation();
  act(builder, root, path, what);
}
