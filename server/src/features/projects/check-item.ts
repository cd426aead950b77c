import { DecisionTableDocument, DecisionTreeDocument, ScorecardDocument, type CheckFindings, type Fault, type ItemKind } from '@arbiter/contracts';
import { checkRuleSet } from '@arbiter/engine';
import { inspectStrategy } from '@arbiter/engine/strategy/check-strategy';
import type { Kysely } from 'kysely';
import type { TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { ProblemError } from '../../http/problem-error.js';
import { listFaults } from '../../http/schema-compilers.js';
import type { Database } from '../../repository/tables.js';
import { printDocument } from './document-limits.js';
import { loadDependencies, type LoadedDependencies } from './load-dependencies.js';
import { referencePlaces } from './references.js';

/** Faults and warnings of a document at their JSON pointers; every kind of item has one. */
type KindCheck = (document: unknown, dependencies: LoadedDependencies, itemId: string | undefined) => CheckFindings;

const bySchema = (schema: TSchema): KindCheck => {
  let validator: ReturnType<typeof Compile> | undefined;
  return (document) => ({ faults: listFaults((validator ??= Compile(schema)), document), warnings: [] });
};

const kindChecks: Record<ItemKind, KindCheck> = {
  strategy: (document, dependencies, itemId) => {
    const { faults, warnings } = inspectStrategy(document, dependencies, itemId === undefined ? {} : { id: itemId });
    return { faults, warnings };
  },
  'rule-set': (document) => {
    const checked = checkRuleSet(document);
    return { faults: checked.ok ? [] : checked.error, warnings: [] };
  },
  'decision-table': bySchema(DecisionTableDocument),
  scorecard: bySchema(ScorecardDocument),
  'decision-tree': bySchema(DecisionTreeDocument),
  model: () => ({ faults: [], warnings: [] }),
};

export interface CheckedItem extends CheckFindings {
  /** JSON text of the document. */
  text: string;
  dependencies: LoadedDependencies;
}

/**
 * Finds the faults and warnings of a document without saving it. Paths are JSON pointers into the document. A document may be incomplete,
 * but must be a JSON object within the limits. Throws validation-failed, too-large.
 */
export async function checkItem(repository: Kysely<Database>, kind: ItemKind, document: unknown, itemId?: string): Promise<CheckedItem> {
  const text = printDocument(kind, document);
  const dependencies = await loadDependencies(repository, document);
  const missing = referencePlaces(document).filter(({ reference }) => !dependencies.findRegistered(reference));
  const faults: Fault[] = missing.map(({ path, reference }) => ({ path, code: 'unknown-reference', message: `No ${reference.kind} "${reference.id}" is registered with version ${reference.version}: register it first, or pin a version that exists` }));
  const findings = runCheck(kind, document, dependencies, itemId);
  const known = new Set(faults.map(({ path }) => path));
  return { text, dependencies, faults: [...faults, ...findings.faults.filter(({ path, code }) => !(code === 'missing-reference' && known.has(path)))], warnings: findings.warnings };
}

/** As `checkItem`, with everything that the document refers to at hand. */
export function runCheck(kind: ItemKind, document: unknown, dependencies: LoadedDependencies, itemId?: string): CheckFindings {
  try {
    return kindChecks[kind](document, dependencies, itemId);
  } catch (error) {
    if (error instanceof ProblemError) throw error;
    // A check that breaks must not cost the draft: it is saved, and the fault is told.
    return { faults: [{ path: '', code: 'check-broken', message: `The check of this ${kind} broke off: ${error instanceof Error ? error.message : String(error)}. Simplify the document, and report this` }], warnings: [] };
  }
}
