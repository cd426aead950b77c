/** Steps of a JSON path that goes down by names alone, as `$.client['age'].years[0]`; null for paths of other forms. */
export interface JsonPathStep { name: string; start: number; end: number }

const step = /\.([\p{L}_$][\p{L}\p{N}_$]*)|\[\s*'([^'\\]*)'\s*\]|\[\s*"([^"\\]*)"\s*\]|\[\s*(?:\d+|\*)\s*\]|\.\*/uy;

export function jsonPathSteps(path: string): JsonPathStep[] | null {
  if (!path.startsWith('$')) return null;
  const steps: JsonPathStep[] = [];
  step.lastIndex = 1;
  for (let at = 1; at < path.length; at = step.lastIndex) {
    const match = step.exec(path);
    if (!match) return null;
    const name = match[1] ?? match[2] ?? match[3];
    if (name === undefined) continue;
    const start = match.index + match[0].indexOf(name);
    steps.push({ name, start, end: start + name.length });
  }
  return steps;
}
