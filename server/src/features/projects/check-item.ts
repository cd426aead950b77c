import { fieldTypes, type CheckFindings, type Fault, type FieldType, type ItemKind, type Result } from '@arbiter/contracts';
import { checkRuleSet, checkRuleSetAgainst } from '@arbiter/engine';
import { analyseDecisionTable, checkDecisionTable, tableWarnings } from '@arbiter/engine/decision-table/index';
import { ownTableScope } from '@arbiter/engine/decision-table/table-scope';
import { checkDecisionTree } from '@arbiter/engine/decision-tree/index';
import { treeWarnings } from '@arbiter/engine/decision-tree/tree-warnings';
import { checkModel } from '@arbiter/engine/model/check-model';
import { checkScorecard } from '@arbiter/engine/scorecard/index';
import { scorecardWarnings } from '@arbiter/engine/scorecard/scorecard-warnings';
import { scopeOfColumns } from '@arbiter/engine/strategy-data-model/scope-of-columns';
import { inspectStrategy } from '@arbiter/engine/strategy/check-strategy';
import type { Dependencies } from '@arbiter/engine/strategy/node-kind';
import type { Kysely } from 'kysely';
import { ProblemError } from '../../http/problem-error.js';
import type { PythonRunner } from '../../ports/python-runner.js';
import type { Database } from '../../repository/tables.js';
import { checkPythonNodes } from './check-python-nodes.js';
import { printDocument } from './document-limits.js';
import { loadDependencies, type LoadedDependencies } from './load-dependencies.js';
import { referencePlaces } from './references.js';

/** Faults and warnings of a document at their JSON pointers; every kind of item has one. */
type KindCheck = (document: unknown, dependencies: Dependencies, itemId: string | undefined) => CheckFindings;

const findings = <T>(checked: Result<T>, warn: (value: T) => Fault[] = () => []): CheckFindings => (checked.ok ? { faults: [], warnings: warn(checked.value) } : { faults: checked.error, warnings: [] });

/** A draft of a large table is saved while somebody types: the page's own analysis looks further, beside the server's work. */
const manyRules = 2000;
const brief = { work: 1_000_000, limit: 50 };

/** Every FEEL text of a tree, whatever its shape is. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

/** Columns of a document that may be incomplete. */
function columnsIn(value: unknown): { expression: string; type?: FieldType }[] {
  return (Array.isArray(value) ? value : []).flatMap((column: { expression?: unknown; type?: FieldType } | null) => (typeof column?.expression === 'string' ? [{ expression: column.expression, ...(typeof column.type === 'string' && fieldTypes.includes(column.type) ? { type: column.type } : {}) }] : []));
}

const kindChecks: Record<ItemKind, KindCheck> = {
  strategy: (document, dependencies, itemId) => {
    const { faults, warnings } = inspectStrategy(document, dependencies, itemId === undefined ? {} : { id: itemId });
    return { faults, warnings };
  },
  'rule-set': (document) => findings(checkRuleSet(document), (tree) => checkRuleSetAgainst(tree).warnings),
  'decision-table': (document) => findings(checkDecisionTable(document, { scope: ownTableScope(document), strict: false }), (table) => tableWarnings(table, analyseDecisionTable(table, table.rules.length > manyRules ? brief : {}))),
  scorecard: (document) => {
    const { characteristics } = document as { characteristics?: unknown };
    return findings(checkScorecard(document, { scope: scopeOfColumns(columnsIn(characteristics), textsIn(characteristics)), strict: false }), scorecardWarnings);
  },
  'decision-tree': (document) => {
    const scope = { scope: scopeOfColumns([], textsIn((document as { root?: unknown }).root)), strict: false };
    return findings(checkDecisionTree(document, scope), (tree) => treeWarnings(tree, scope));
  },
  model: (document) => findings(checkModel(document)),
};

export interface CheckedItem extends CheckFindings {
  /** JSON text of the document. */
  text: string;
  dependencies: LoadedDependencies;
}

/**
 * Finds the faults and warnings of a document without saving it. Paths are JSON pointers into the document. A document may be incomplete,
 * but must be a JSON object within the limits. With a Python the code of Python nodes is read as well. Throws validation-failed, too-large.
 */
export async function checkItem(repository: Kysely<Database>, kind: ItemKind, document: unknown, itemId?: string, python?: PythonRunner): Promise<CheckedItem> {
  const text = printDocument(kind, document);
  const dependencies = await loadDependencies(repository, document);
  const missing = referencePlaces(document).filter(({ reference }) => !dependencies.findRegistered(reference));
  const faults: Fault[] = missing.map(({ path, reference }) => ({ path, code: 'unknown-reference', message: `No ${reference.kind} "${reference.id}" is registered with version ${reference.version}: register it first, or pin a version that exists` }));
  const found = runCheck(kind, document, dependencies, itemId);
  const known = new Set(faults.map(({ path }) => path));
  const code = kind === 'strategy' && python ? await checkPythonNodes(python, document) : { faults: [], warnings: [] };
  return { text, dependencies, faults: [...faults, ...found.faults.filter(({ path, code: name }) => !(name === 'missing-reference' && known.has(path))), ...code.faults], warnings: [...found.warnings, ...code.warnings] };
}

/** As `checkItem`, with everything that the document refers to at hand. */
export function runCheck(kind: ItemKind, document: unknown, dependencies: Dependencies, itemId?: string): CheckFindings {
  try {
    return kindChecks[kind](document, dependencies, itemId);
  } catch (error) {
    if (error instanceof ProblemError) throw error;
    // A check that breaks must not cost the draft: it is saved, and the fault is told.
    return { faults: [{ path: '', code: 'check-broken', message: `The check of this ${kind} broke off: ${error instanceof Error ? error.message : String(error)}. Simplify the document, and report this` }], warnings: [] };
  }
}
