/**
 * Splits SQL at the semicolons that stand outside of quotes and comments. Statements come without their semicolon;
 * pieces that hold nothing but blanks and comments are left out.
 */
export function splitStatements(sql: string): string[] {
  const statements: string[] = [];
  let start = 0;
  let hasContent = false;
  let at = 0;
  const endOf = (mark: string, from: number) => {
    const found = sql.indexOf(mark, from);
    return found < 0 ? sql.length : found + mark.length;
  };
  const endOfQuoted = (quote: string, from: number) => {
    let position = from;
    while (position < sql.length) {
      if (sql[position] === '\\') position += 2;
      else if (sql[position] === quote) return position + 1;
      else position += 1;
    }
    return sql.length;
  };
  while (at < sql.length) {
    const character = sql.charAt(at);
    const pair = sql.slice(at, at + 2);
    if (character === "'" || character === '"' || character === '`') {
      at = endOfQuoted(character, at + 1);
      hasContent = true;
    } else if (pair === '--' || pair === '#!' || pair === '# ') {
      at = endOf('\n', at);
    } else if (pair === '/*') {
      at = endOf('*/', at + 2);
    } else if (character === ';') {
      if (hasContent) statements.push(sql.slice(start, at).trim());
      at += 1;
      start = at;
      hasContent = false;
    } else {
      if (!/\s/.test(character)) hasContent = true;
      at += 1;
    }
  }
  if (hasContent) statements.push(sql.slice(start).trim());
  return statements;
}
