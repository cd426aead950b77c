import type { BoardDocument } from '@arbiter/contracts/reporting/board';
import { campaignBoard } from './campaign-board.js';
import { collectionsBoard } from './collections-board.js';
import { lifeCycleBoard } from './life-cycle-board.js';
import { strategyBoard } from './strategy-board.js';
import { modelBoard } from './model-board.js';
import { insuranceBoard } from './insurance-board.js';
import { operationsBoard } from './operations-board.js';

/** Boards that come with the product, by id. A user who changes one gets a copy of their own. */
export const builtInBoards: Readonly<Record<string, BoardDocument>> = {
  collections: collectionsBoard,
  'life-cycle': lifeCycleBoard,
  campaign: campaignBoard,
  strategy: strategyBoard,
  model: modelBoard,
  insurance: insuranceBoard,
  operations: operationsBoard,
};
