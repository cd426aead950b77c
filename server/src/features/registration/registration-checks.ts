import type { ItemKind, RegistrationCheckResult } from '@arbiter/contracts';
import type { Container } from '../../container.js';
import type { LoadedDependencies } from '../projects/api.js';
import { modelFileCheck } from '../models/api.js';
import { suiteCheck } from '../strategy-tests/api.js';
import { approvalCheck } from '../teamwork/api.js';
import { referenceCheck } from './reference-check.js';
import { sqlCheck } from './sql-check.js';

/** What a check of a registration is given. */
export interface RegistrationCandidate {
  itemId: string;
  kind: ItemKind;
  name: string;
  document: unknown;
  contentHash: string;
  dependencies: LoadedDependencies;
}

/** Holds a version that is about to be registered against something; one result that is not ok refuses it. */
export type RegistrationCheck = (container: Pick<Container, 'repository' | 'now'> & Partial<Pick<Container, 'strategyServices' | 'onnx' | 'sources'>>, candidate: RegistrationCandidate) => Promise<RegistrationCheckResult[]>;

/** Every check, in turn. What a version passed is kept with it. */
export const registrationChecks: RegistrationCheck[] = [referenceCheck, modelFileCheck, sqlCheck, suiteCheck, approvalCheck];
