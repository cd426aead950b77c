/** A part of a comment: words, or the key of a node that is named as `[[each/call]]`. */
export type CommentPart = { text: string } | { node: string };

const named = /\[\[([A-Za-z0-9][A-Za-z0-9_-]{0,63}(?:\/[A-Za-z0-9][A-Za-z0-9_-]{0,63}){0,15})\]\]/g;

export function commentParts(text: string): CommentPart[] {
  const parts: CommentPart[] = [];
  let at = 0;
  for (const match of text.matchAll(named)) {
    if (match.index > at) parts.push({ text: text.slice(at, match.index) });
    parts.push({ node: match[1]! });
    at = match.index + match[0].length;
  }
  if (at < text.length) parts.push({ text: text.slice(at) });
  return parts;
}
