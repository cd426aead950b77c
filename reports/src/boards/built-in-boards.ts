import type { BoardDocument } from '@arbiter/contracts/reporting/board';

/** Boards that come with the product, by id. A user who changes one gets a copy of their own. */
export const builtInBoards: Readonly<Record<string, BoardDocument>> = {};
