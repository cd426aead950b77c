import type { StrategyNode } from '@arbiter/contracts';

/** A node as messages name it: its title and id. */
export const nodeInWords = (node: Pick<StrategyNode, 'id' | 'title'>): string => (node.title ? `"${oneLine(node.title)}" (${node.id})` : `"${node.id}"`);

/** A text on one line, without control characters, at most `length` characters. */
export function oneLine(text: string, length = 80): string {
  const line = text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ').trim();
  return line.length > length ? `${line.slice(0, length).replace(/[\uD800-\uDBFF]$/, '')}…` : line;
}

/** A text that can stand in a block comment of code. */
export const inComment = (text: string, length = 80): string => oneLine(text, length).replaceAll('*/', '* /').replaceAll('*\\', '* \\');
