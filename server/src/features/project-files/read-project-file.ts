import type { Fault, ItemReference } from '@arbiter/contracts';
import { Compile } from 'typebox/compile';
import { ProblemError } from '../../http/problem-error.js';
import { listFaults } from '../../http/schema-compilers.js';
import { measureJson, printDocument, referenceKey, referencePlaces } from '../projects/api.js';
import { contentHash } from '../registration/api.js';
import { ProjectFile, type ItemInFile, type VersionInFile } from './project-file.js';

const validator = Compile(ProjectFile);
const mostFaults = 100;

export interface VersionToImport extends VersionInFile {
  item: ItemInFile;
  path: string;
  references: ItemReference[];
}

/** A file that is whole: its shape, its references and every hash were checked. */
export interface ReadProjectFile {
  file: ProjectFile;
  /** Registered versions, those that are referred to before those that refer to them. */
  versions: VersionToImport[];
}

function refuse(faults: Fault[]): never {
  const placed = faults.slice(0, mostFaults);
  throw new ProblemError('file-invalid', `The file cannot be imported, ${placed.length === mostFaults ? `${mostFaults} faults or more` : `${placed.length} faults`}; the first at ${placed[0]!.path || 'its root'}: ${placed[0]!.message}`, { faults: placed });
}

/** Checks a project's file before anything of it is written. Throws file-invalid with JSON pointers into the file. */
export function readProjectFile(value: unknown): ReadProjectFile {
  const { depth, values } = measureJson(value);
  if (depth > 190) refuse([{ path: '', code: 'too-deep', message: 'The file is nested deeper than any project is' }]);
  if (values > 1_900_000) refuse([{ path: '', code: 'too-large', message: 'The file holds more than 1,900,000 values: export parts of the project into projects of their own' }]);
  if (!validator.Check(value)) refuse(listFaults(validator, value));
  const file = value as ProjectFile;
  const faults: Fault[] = [];
  const fault = (path: string, code: string, message: string): void => void faults.push({ path, code, message });
  const byKey = new Map<string, VersionToImport>();
  const ids = new Set<string>();
  file.items.forEach((item, index) => {
    const path = `/items/${index}`;
    if (ids.has(item.id)) fault(`${path}/id`, 'duplicate', `Two items have the identifier "${item.id}"`);
    ids.add(item.id);
    checkDocument(item, item.document, `${path}/document`, faults);
    item.versions.forEach((version, at) => {
      const place = `${path}/versions/${at}`;
      if (!checkDocument(item, version.document, `${place}/document`, faults)) return;
      if (byKey.has(referenceKey({ id: item.id, version: version.version }))) fault(`${place}/version`, 'duplicate', `Version ${version.version} of "${item.name}" comes twice`);
      byKey.set(referenceKey({ id: item.id, version: version.version }), { ...version, item, path: place, references: referencePlaces(version.document).map(({ reference }) => reference) });
    });
  });
  for (const version of byKey.values()) {
    for (const { path, reference } of referencePlaces(version.document)) {
      const target = byKey.get(referenceKey(reference));
      if (!target || target.item.kind !== reference.kind) fault(`${version.path}/document${path}`, 'unknown-reference', `The file has no ${reference.kind} "${reference.id}" with version ${reference.version}`);
    }
  }
  if (faults.length > 0) refuse(faults);
  const versions = inOrder(byKey, fault);
  if (faults.length > 0) refuse(faults);
  for (const version of versions) {
    const hash = contentHash(version.item.kind, version.document, (reference) => byKey.get(referenceKey(reference))!.contentHash);
    if (hash !== version.contentHash) fault(`${version.path}/contentHash`, 'hash-mismatch', `Version ${version.version} of "${version.item.name}" has the hash ${hash}, not ${version.contentHash}: the file was changed after it was written`);
  }
  if (faults.length > 0) refuse(faults);
  return { file, versions };
}

function checkDocument({ kind }: ItemInFile, document: unknown, path: string, faults: Fault[]): boolean {
  try {
    printDocument(kind, document, path);
    return true;
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    faults.push(...(error.extra.faults ?? []));
    return false;
  }
}

/** Versions so that each comes after what it refers to; a cycle is a fault. */
function inOrder(byKey: ReadonlyMap<string, VersionToImport>, fault: (path: string, code: string, message: string) => void): VersionToImport[] {
  const waiting = new Map([...byKey].map(([key, { references }]) => [key, new Set(references.map(referenceKey)).size]));
  const users = new Map<string, string[]>();
  for (const [key, { references }] of byKey) for (const target of new Set(references.map(referenceKey))) users.set(target, [...(users.get(target) ?? []), key]);
  const ready = [...waiting].filter(([, count]) => count === 0).map(([key]) => key);
  const ordered: VersionToImport[] = [];
  for (let at = 0; at < ready.length; at += 1) {
    const key = ready[at]!;
    ordered.push(byKey.get(key)!);
    for (const user of users.get(key) ?? []) {
      const left = waiting.get(user)! - 1;
      waiting.set(user, left);
      if (left === 0) ready.push(user);
    }
  }
  if (ordered.length < byKey.size) {
    const [stuck] = [...byKey].filter(([key]) => waiting.get(key)! > 0);
    fault(stuck![1].path, 'cycle', `Version ${stuck![1].version} of "${stuck![1].item.name}" refers to itself through others`);
  }
  return ordered;
}
