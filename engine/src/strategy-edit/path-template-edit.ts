import { readPathTemplate, type PathPiece } from '../strategy/nodes/http/path-template.js';

/** Pieces of a path with expressions in braces; one that cannot be read is text alone. */
export function readTemplate(template: string): PathPiece[] {
  const read = readPathTemplate(template);
  return read.ok ? read.value : [{ text: template }];
}

export const writeTemplate = (pieces: readonly PathPiece[]): string => pieces.map((piece) => ('text' in piece ? piece.text : `{${piece.expression}}`)).join('');
