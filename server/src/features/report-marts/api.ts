import type { MartDefinition } from '@arbiter/reports/marts/index';
import type { Container } from '../../container.js';
import { type FreshMart, type FreshOptions, martServiceOf } from './mart-service.js';

/** What other features may use of the rollups of reports. */
export { dropMarts, type Generation, type LatestFacts } from './mart-store.js';
export { type CellsAnswer, type Mart, readCells, readContactCurve, readContacts, readMoves, readUnitCells, type ReadOptions } from './read-marts.js';
export type { FreshMart, FreshOptions, MartProgress } from './mart-service.js';

/** Rollups of a campaign's report: those of the present facts, or the ones before while newer are being made. See `MartService.fresh`. */
export function freshMart(container: Pick<Container, 'analytics' | 'now' | 'log' | 'metrics'>, definition: MartDefinition, options?: FreshOptions): Promise<FreshMart> {
  return martServiceOf(container).fresh(definition, options);
}
