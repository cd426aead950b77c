const word = /[\p{L}_][\p{L}\p{N}_]*/gu;
/** Text of FEEL in quotation marks, and the members of values: neither is a name of the data model. */
const quoted = /"(?:[^"\\]|\\.)*"/gu;
const member = /\.\s*[\p{L}_][\p{L}\p{N}_]*/gu;

/**
 * Names that settings may mean: every word of every text and key in them, members (`loan.term` names `loan`) and quoted texts aside. More
 * than the settings use, never less: a word of a title counts too.
 */
export function namesIn(settings: unknown, found: Set<string> = new Set()): Set<string> {
  if (typeof settings === 'string') for (const [name] of settings.replaceAll(quoted, ' ').replaceAll(member, ' ').matchAll(word)) found.add(name);
  if (typeof settings !== 'object' || settings === null) return found;
  if (Array.isArray(settings)) for (const one of settings) namesIn(one, found);
  else {
    for (const [key, value] of Object.entries(settings)) {
      found.add(key);
      namesIn(value, found);
    }
  }
  return found;
}
