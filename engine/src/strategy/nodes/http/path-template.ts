import type { Result } from '@arbiter/contracts/problems';

export type PathPiece = { text: string } | { expression: string };

/** Splits `/a/{expression}/b` at its braces; braces and strings inside of an expression belong to it. */
export function readPathTemplate(template: string): Result<PathPiece[], string> {
  const pieces: PathPiece[] = [];
  let at = 0;
  while (at < template.length) {
    const open = template.indexOf('{', at);
    const text = open < 0 ? template.slice(at) : template.slice(at, open);
    if (text.includes('}')) return { ok: false, error: `the brace } of the path ${JSON.stringify(template.slice(0, 200))} has no opening one before it` };
    if (text !== '') pieces.push({ text });
    if (open < 0) break;
    const close = endOfExpression(template, open + 1);
    if (close === undefined) return { ok: false, error: `the brace { of the path ${JSON.stringify(template.slice(0, 200))} is not closed` };
    const expression = template.slice(open + 1, close).trim();
    if (expression === '') return { ok: false, error: 'there is no expression between the braces of the path' };
    pieces.push({ expression });
    at = close + 1;
  }
  return { ok: true, value: pieces };
}

function endOfExpression(text: string, from: number): number | undefined {
  let depth = 0;
  for (let at = from; at < text.length; at += 1) {
    if (text[at] === '"') {
      at += 1;
      while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
    } else if (text[at] === '{') depth += 1;
    else if (text[at] === '}') {
      if (depth === 0) return at;
      depth -= 1;
    }
  }
  return undefined;
}
