import { createHash } from 'node:crypto';
import type { RegistrationCheckResult } from '@arbiter/contracts';
import { compareWithReference } from '@arbiter/engine/rule-set/compare-with-reference';
import type { RegistrationCheck } from './registration-checks.js';

/** Inputs that are made for each rule set, shared among those of one strategy. */
const generatedInputs = 2_000;
const mostRuleSets = 200;

interface PlacedRuleSet { path: string; document: unknown }
const escape = (key: string | number): string => String(key).replaceAll('~', '~0').replaceAll('/', '~1');

/** Rule sets that stand inside a document, as the content of nodes. Registered ones were held against the reference themselves. */
function ruleSetsIn(value: unknown, path = ''): PlacedRuleSet[] {
  if (typeof value !== 'object' || value === null) return [];
  if (!Array.isArray(value) && (value as { kind?: unknown }).kind === 'rule-set' && Object.hasOwn(value, 'document')) return [{ path: `${path}/document`, document: (value as { document: unknown }).document }];
  return Object.entries(value).flatMap(([key, child]) => ruleSetsIn(child, `${path}/${escape(key)}`));
}

/** Runs each rule set through json-rules-engine itself as well; the first input on which the two part refuses the registration. */
export const referenceCheck: RegistrationCheck = async (_container, { kind, document, contentHash }) => {
  const found = kind === 'rule-set' ? [{ path: '', document }] : kind === 'strategy' ? ruleSetsIn(document) : [];
  if (found.length === 0) return [];
  const seed = createHash('sha256').update(contentHash).digest().readUInt32BE(0);
  const generated = Math.max(50, Math.floor(generatedInputs / found.length));
  const results: RegistrationCheckResult[] = [];
  for (const { path, document: ruleSet } of found.slice(0, mostRuleSets)) {
    const comparison = await compareWithReference(ruleSet, { generated, seed });
    const name = path === '' ? 'reference' : `reference ${path}`;
    if (!comparison.ok) {
      results.push({ name, ok: false, message: `The rule set has faults, the first at ${comparison.error[0]?.path}: ${comparison.error[0]?.message}` });
      continue;
    }
    const { compared, answered, difference } = comparison.value;
    if (difference) results.push({ name, ok: false, message: `json-rules-engine answers otherwise for the input ${JSON.stringify(difference.facts).slice(0, 300)}`, details: { ...difference } });
    else results.push({ name, ok: true, message: `${compared} inputs give the same as json-rules-engine, ${answered} of them with an answer`, details: { compared, answered, seed } });
  }
  return results;
};
