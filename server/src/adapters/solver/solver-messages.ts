import type { Fault } from '@arbiter/contracts/problems';
import type { SolutionDocument } from '@arbiter/contracts/solution-document';
import type { Instance } from '@arbiter/solver';
import type { OptimiserProgress, OptimiserRequest } from '../../ports/optimiser.js';

/** What the thread is given. The instance's arrays are transferred, not copied. */
export type SolverTask = Pick<OptimiserRequest, 'problem' | 'instance' | 'gap' | 'timeLimitMs'>;

/** What the thread says. */
export type SolverMessage =
  | ({ kind: 'progress' } & OptimiserProgress)
  | { kind: 'answer'; instance: Instance; chosen: Uint32Array | null; solution: SolutionDocument; faults: Fault[] }
  | { kind: 'unreadable'; errors: Fault[] };
