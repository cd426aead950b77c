import type { CheckFindings, ItemKind } from '@arbiter/contracts';
import type { Dependencies } from '@arbiter/engine/strategy/node-kind';
import { printDocument, runCheck } from '../projects/api.js';

/** Faults and warnings of a document outside of the repository. Throws validation-failed, too-large for what is no document at all. */
export function checkDocument(kind: ItemKind, document: unknown, dependencies: Dependencies): CheckFindings {
  printDocument(kind, document, '');
  return runCheck(kind, document, dependencies);
}
