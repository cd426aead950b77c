/**
 * Identifiers of JavaScript for names of an expression: `$` and the name itself where it is one word, else its letters with underscores.
 * `$` keeps them apart from every other identifier of printed code.
 */
export function nameCodes(names: Iterable<string>): Map<string, string> {
  const codes = new Map<string, string>();
  const taken = new Set<string>();
  for (const name of names) {
    const word = `$${name.replace(/[^\p{ID_Continue}]+/gu, '_').replace(/[\u200c\u200d]/g, '')}`;
    let code = word;
    for (let i = 2; taken.has(code); i += 1) code = `${word}_${i}`;
    taken.add(code);
    codes.set(name, code);
  }
  return codes;
}
