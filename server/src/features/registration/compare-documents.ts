import type { DocumentDifference } from '@arbiter/contracts';
import { differenceOf } from '../projects/api.js';

/** Where two versions differ: what a node does comes before where it is drawn. */
export function compareDocuments(before: unknown, after: unknown): DocumentDifference[] {
  const isDrawing = ({ path }: DocumentDifference): boolean => /\/position(\/[xy])?$/.test(path);
  const difference = differenceOf(before, after);
  return [...difference.filter((one) => !isDrawing(one)), ...difference.filter(isDrawing)];
}
