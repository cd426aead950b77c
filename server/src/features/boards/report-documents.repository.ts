import { randomUUID } from 'node:crypto';
import type { Kysely } from 'kysely';
import { ProblemError } from '../../http/problem-error.js';
import type { Database } from '../../repository/tables.js';

export type ReportDocumentKind = 'board' | 'saved-query';

/** Who asks: their own things and shared ones are seen, the others' private ones are not there. */
export interface Reader {
  actor: string | null;
  /** May change and remove what others shared. */
  isAdmin: boolean;
}

export interface StoredDocument<Document> {
  id: string;
  owner: string | null;
  ownerLogin: string | null;
  mayChange: boolean;
  version: number;
  updatedAt: string;
  document: Document;
}

const words: Record<ReportDocumentKind, { what: string; path: string }> = { board: { what: 'board', path: '/v1/boards' }, 'saved-query': { what: 'saved question', path: '/v1/saved-queries' } };

const isOwner = (owner: string | null, { actor }: Reader): boolean => owner !== null && owner === actor;

/** Documents that people make and own: private to their owner or shared with everybody who reads reports; a change names the version that it is based on. */
export class ReportDocuments<Document extends { shared: boolean }> {
  constructor(
    private readonly repository: Kysely<Database>,
    private readonly kind: ReportDocumentKind,
    private readonly now: () => Date,
  ) {}

  /** What the reader may see, the latest change first. */
  async list(reader: Reader): Promise<StoredDocument<Document>[]> {
    const rows = await this.#rows()
      .where((where) => where.or([where('report_documents.shared', '=', true), where('report_documents.owner', '=', reader.actor ?? '')]))
      .orderBy('report_documents.updated_at', 'desc')
      .orderBy('report_documents.id')
      .execute();
    return rows.map((row) => this.#stored(row, reader));
  }

  /** Throws not-found, also for what is private to another. */
  async get(id: string, reader: Reader): Promise<StoredDocument<Document>> {
    const row = await this.#rows().where('report_documents.id', '=', id).executeTakeFirst();
    if (!row || !(row.shared || isOwner(row.owner, reader))) throw this.#absent(id);
    return this.#stored(row, reader);
  }

  async add(document: Document, reader: Reader): Promise<StoredDocument<Document>> {
    const id = randomUUID();
    const at = this.now();
    await this.repository.insertInto('report_documents').values({ id, kind: this.kind, owner: reader.actor, shared: document.shared, version: 1, document: JSON.stringify(document), created_at: at, updated_at: at }).execute();
    return this.get(id, reader);
  }

  /** Throws not-found, not-permitted, stale-version with the present document in its details. */
  async change(id: string, version: number, document: Document, reader: Reader): Promise<StoredDocument<Document>> {
    const present = await this.#changeable(id, reader);
    const result = await this.repository
      .updateTable('report_documents')
      .set({ document: JSON.stringify(document), shared: document.shared, version: version + 1, updated_at: this.now() })
      .where('id', '=', id)
      .where('kind', '=', this.kind)
      .where('version', '=', version)
      .executeTakeFirst();
    if (result.numUpdatedRows === 0n) throw await this.#stale(id, version, reader);
    // Who takes back what was shared by another would lose sight of it; the owner stays the owner.
    return isOwner(present.owner, reader) || document.shared ? this.get(id, reader) : { ...present, version: version + 1, document };
  }

  /** Throws not-found, not-permitted, stale-version. */
  async remove(id: string, version: number | undefined, reader: Reader): Promise<void> {
    await this.#changeable(id, reader);
    const chosen = this.repository.deleteFrom('report_documents').where('id', '=', id).where('kind', '=', this.kind);
    const result = await (version === undefined ? chosen : chosen.where('version', '=', version)).executeTakeFirst();
    if (result.numDeletedRows === 0n) throw await this.#stale(id, version ?? 0, reader);
  }

  async #changeable(id: string, reader: Reader): Promise<StoredDocument<Document>> {
    const present = await this.get(id, reader);
    if (!present.mayChange) throw new ProblemError('not-permitted', `The ${words[this.kind].what} "${id}" belongs to ${present.ownerLogin ?? 'another'}: make a copy of your own with POST ${words[this.kind].path}`);
    return present;
  }

  #rows() {
    return this.repository
      .selectFrom('report_documents')
      .leftJoin('users', 'users.id', 'report_documents.owner')
      .select(['report_documents.id', 'report_documents.owner', 'report_documents.shared', 'report_documents.version', 'report_documents.document', 'report_documents.updated_at', 'users.login'])
      .where('report_documents.kind', '=', this.kind);
  }

  #stored(row: { id: string; owner: string | null; login: string | null; version: number; document: unknown; updated_at: Date }, reader: Reader): StoredDocument<Document> {
    const { id, owner, login, version, document, updated_at } = row;
    return { id, owner, ownerLogin: login, mayChange: isOwner(owner, reader) || reader.isAdmin, version, updatedAt: updated_at.toISOString(), document: document as Document };
  }

  #absent(id: string): ProblemError {
    return new ProblemError('not-found', `There is no ${words[this.kind].what} "${id}", or it is private to another: list them with GET ${words[this.kind].path}`);
  }

  async #stale(id: string, version: number, reader: Reader): Promise<ProblemError> {
    const present = await this.get(id, reader);
    return new ProblemError('stale-version', `The ${words[this.kind].what} "${id}" is at version ${present.version} by now, your change is based on version ${version}: look at it again and repeat the change`, { details: { present } });
  }
}
