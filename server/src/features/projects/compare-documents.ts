import { StrategyDocument, type DocumentDifference, type ItemKind } from '@arbiter/contracts';
import { diffStrategies, type StrategyDifference } from '@arbiter/engine/strategy/diff-strategies';
import { Value } from 'typebox/value';
import { differenceOf } from './difference.js';

export interface DocumentComparison {
  same: boolean;
  /** Every place that differs; what a node does comes before where it is drawn. */
  difference: DocumentDifference[];
  /** The same by field and node, where both are whole strategies. */
  strategy?: StrategyDifference;
}

/** Where two documents of one kind differ, from the first to the second. */
export function compareDocuments(kind: ItemKind, before: unknown, after: unknown): DocumentComparison {
  const isDrawing = ({ path }: DocumentDifference): boolean => /\/position(\/[xy])?$/.test(path);
  const places = differenceOf(before, after);
  const difference = [...places.filter((one) => !isDrawing(one)), ...places.filter(isDrawing)];
  const whole = kind === 'strategy' && Value.Check(StrategyDocument, before) && Value.Check(StrategyDocument, after);
  return { same: difference.length === 0, difference, ...(whole ? { strategy: diffStrategies(before as StrategyDocument, after as StrategyDocument) } : {}) };
}
