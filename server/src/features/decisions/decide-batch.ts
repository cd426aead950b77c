import { DecisionRequest, type Decision, type Problem } from '@arbiter/contracts';
import { Compile } from 'typebox/compile';
import { toProblem, toProblemError } from '../../http/error-plugin.js';
import { ProblemError } from '../../http/problem-error.js';
import { listFaults } from '../../http/schema-compilers.js';

export type BatchAnswer = { decision: Decision } | { problem: Problem };

/** Decisions of one batch that are under way at once. */
const mostAtOnce = 64;
const validator = Compile(DecisionRequest);

/** The context is kept with the decision, so it has a size. */
const mostContextLength = 64 * 1024;

/** Throws validation-failed for a context that is too large to keep. */
export function requireContextSize({ context }: Pick<DecisionRequest, 'context'>, prefix = ''): void {
  if (context === undefined || JSON.stringify(context).length <= mostContextLength) return;
  const message = `The context is longer than ${mostContextLength} characters of JSON: send only what the rules ask for`;
  throw new ProblemError('validation-failed', message, { faults: [{ path: `${prefix}/context`, code: 'too-large', message }] });
}

/** Answers many requests, each by itself: one that is wrong or fails has a problem in its place and stops no other. In order of the requests. */
export async function decideBatch(requests: readonly unknown[], decide: (request: DecisionRequest) => Promise<Decision>, instance: string): Promise<BatchAnswer[]> {
  const answers = new Array<BatchAnswer>(requests.length);
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < requests.length) {
      const index = next;
      next += 1;
      try {
        const request = requests[index];
        if (!validator.Check(request)) {
          const faults = listFaults(validator, request).map((fault) => ({ ...fault, path: `/requests/${index}${fault.path}` }));
          throw new ProblemError('validation-failed', `Request ${index} is not as documented: ${faults[0] ? `${faults[0].path} ${faults[0].message}` : 'see /docs'}`, { faults });
        }
        requireContextSize(request, `/requests/${index}`);
        answers[index] = { decision: await decide(request) };
      } catch (error) {
        answers[index] = { problem: toProblem(toProblemError(error), instance) };
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(mostAtOnce, requests.length) }, work));
  return answers;
}
