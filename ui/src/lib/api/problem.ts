import type { Fault, Problem } from '@arbiter/contracts';

/** An answer of the server that is a problem (RFC 9457), or the lack of an answer. */
export class ApiProblem extends Error {
  readonly code: string;
  readonly status: number;
  readonly detail: string;
  readonly faults: Fault[];
  readonly details: Record<string, unknown>;

  constructor(problem: { code: string; status: number; detail: string; faults?: Fault[]; details?: Record<string, unknown> }) {
    super(`${problem.code}: ${problem.detail}`);
    this.name = 'ApiProblem';
    this.code = problem.code;
    this.status = problem.status;
    this.detail = problem.detail;
    this.faults = problem.faults ?? [];
    this.details = problem.details ?? {};
  }
}

function isProblem(body: unknown): body is Problem {
  return typeof body === 'object' && body !== null && 'code' in body && 'status' in body && typeof body.code === 'string' && typeof body.status === 'number';
}

/** Reads a refused answer; one that is no problem document (a proxy's page) keeps its status only. */
export async function problemOf(response: Response): Promise<ApiProblem> {
  const body: unknown = await response.json().catch(() => null);
  if (isProblem(body)) return new ApiProblem({ ...body, detail: body.detail ?? '' });
  return new ApiProblem({ code: response.status >= 500 ? 'unavailable' : 'not-found', status: response.status, detail: `${response.status} ${response.statusText}`.trim() });
}

/** Anything thrown, as a problem that can be shown. */
export function asProblem(error: unknown): ApiProblem {
  if (error instanceof ApiProblem) return error;
  return new ApiProblem({ code: 'internal', status: 0, detail: error instanceof Error ? error.message : String(error) });
}
