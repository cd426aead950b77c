import type { Fault, ItemVersion, RegistrationCheckResult } from '@arbiter/contracts';
import type { Container } from '../../container.js';
import { ProblemError } from '../../http/problem-error.js';
import { checkItem, findItem, referencesIn, requireOpenProject } from '../projects/api.js';
import { contentHash } from './content-hash.js';
import { registrationChecks } from './registration-checks.js';
import { findVersionByHash, insertVersion } from './versions.repository.js';

export interface Registration {
  version: ItemVersion;
  /** The same content was registered before; nothing was written. */
  existed: boolean;
  warnings: Fault[];
}

/**
 * Freezes the draft of an item as its next version: checked without a fault, hashed with everything that it pins, held against every
 * registration check. Throws stale-version (the draft is another by now), item-invalid with faults, check-failed with what was found.
 */
export async function registerVersion(container: Pick<Container, 'repository' | 'now'> & Partial<Pick<Container, 'strategyServices' | 'onnx' | 'python'>>, itemId: string, { revision, comment = '' }: { revision?: number | undefined; comment?: string | undefined }, author: string | null): Promise<Registration> {
  const { repository, now } = container;
  const item = await findItem(repository, itemId);
  await requireOpenProject(repository, item.projectId);
  if (revision !== undefined && item.revision !== revision) throw new ProblemError('stale-version', `"${item.name}" is at revision ${item.revision} by now, you looked at ${revision}: look at the draft again before it is registered`, { details: { present: item } });
  const { text, faults, warnings, dependencies } = await checkItem(repository, item.kind, item.document, itemId, container.python);
  if (faults.length > 0) throw new ProblemError('item-invalid', `"${item.name}" has ${faults.length} faults, the first at ${faults[0]!.path || 'its root'}: ${faults[0]!.message}`, { faults });

  const hash = contentHash(item.kind, item.document, (reference) => dependencies.findRegistered(reference)!.contentHash);
  const known = await findVersionByHash(repository, itemId, hash);
  if (known) return { version: known, existed: true, warnings };
  const checks: RegistrationCheckResult[] = [];
  for (const check of registrationChecks) checks.push(...(await check(container, { itemId, kind: item.kind, name: item.name, document: item.document, contentHash: hash, dependencies })));
  const failed = checks.filter(({ ok }) => !ok);
  if (failed.length > 0) throw new ProblemError('check-failed', `"${item.name}" is not registered: ${failed.map(({ name, message }) => `${name}: ${message}`).join('; ')}`, { details: { checks } });
  const inserted = await repository.transaction().execute((transaction) => insertVersion(transaction, { itemId, kind: item.kind, contentHash: hash, text, references: referencesIn(item.document), author, comment, checks, at: now() }));
  return { ...inserted, warnings };
}
