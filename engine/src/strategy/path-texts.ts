import type { EvaluationFailure } from './compiled-strategy.js';

/** Texts that are kept for ways taken before; a strategy with more ways than that makes the rest anew. */
const mostKept = 10_000;

/** Makes the text of a way through a graph, once for each way: what repeats is looked up. */
export class PathTexts {
  private readonly kept = new Map<string, string>();

  constructor(private readonly ways: readonly string[]) {}

  of(way: readonly number[], failure?: EvaluationFailure): string {
    const key = way.join(' ');
    let text = this.kept.get(key);
    if (text === undefined) {
      text = way.map((number) => this.ways[number]).join(' ');
      if (this.kept.size < mostKept) this.kept.set(key, text);
    }
    const failed = failure && failedNode(failure);
    return failed ? `${text}${text === '' ? '' : ' '}${failed}:!` : text;
  }
}

/** The node of the strategy's own graph at which the evaluation ended: for a failure inside a loop or sub-process the node that holds it. */
function failedNode({ nodeId, details }: EvaluationFailure): string | null {
  const path = typeof details?.path === 'string' ? details.path : nodeId;
  return path === null ? null : (/^[A-Za-z0-9_-]+/.exec(path)?.[0] ?? null);
}
