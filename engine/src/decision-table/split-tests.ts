const closing: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

/** Parts of a list of unary tests or expressions: cut at the commas that stand outside of texts, brackets and calls. */
export function splitTests(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let from = 0;
  for (let i = 0; i < text.length; i += 1) {
    const sign = text[i]!;
    if (sign === '"') {
      i += 1;
      while (i < text.length && text[i] !== '"') i += text[i] === '\\' ? 2 : 1;
    } else if (closing[sign] !== undefined) depth += 1;
    // An interval written with turned brackets, `]1..2[`, is not told from a list: write `(1..2)`.
    else if (sign === ')' || sign === ']' || sign === '}') depth = Math.max(0, depth - 1);
    else if (sign === ',' && depth === 0) {
      parts.push(text.slice(from, i).trim());
      from = i + 1;
    }
  }
  parts.push(text.slice(from).trim());
  return parts.filter((part) => part !== '');
}
