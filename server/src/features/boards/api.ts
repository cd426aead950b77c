/** What other features may use of boards. */
export { findBoard } from './find-board.js';
export type { Reader } from './report-documents.repository.js';
