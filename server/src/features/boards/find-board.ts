import type { Board, BoardDocument } from '@arbiter/contracts/reporting/index';
import { builtInBoards } from '@arbiter/reports/boards/built-in-boards';
import type { Container } from '../../container.js';
import { ReportDocuments, type Reader, type StoredDocument } from './report-documents.repository.js';

/** A board that comes with the product. */
export function builtInBoard(id: string): Board | undefined {
  const document = Object.hasOwn(builtInBoards, id) ? builtInBoards[id] : undefined;
  return document && { id, builtIn: true, owner: null, ownerLogin: null, mayChange: false, version: 0, updatedAt: null, document };
}

export const storedBoard = (board: StoredDocument<BoardDocument>): Board => ({ ...board, builtIn: false });

/** The board of this identifier as the reader may see it. Throws not-found, also for what is private to another. */
export async function findBoard({ repository, now }: Pick<Container, 'repository' | 'now'>, id: string, reader: Reader): Promise<Board> {
  return builtInBoard(id) ?? storedBoard(await new ReportDocuments<BoardDocument>(repository, 'board', now).get(id, reader));
}
