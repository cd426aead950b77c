/** A text as a ClickHouse literal. For texts of our own (patterns, words); a user's values travel as parameters. */
export function literal(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\n', '\\n').replaceAll('\r', '\\r').replaceAll('\t', '\\t').replaceAll('\0', '\\0')}'`;
}

export const literals = (texts: readonly string[]) => `(${texts.map(literal).join(', ')})`;
