import type { Fault } from '@arbiter/contracts/problems';
import type { BoardDocument, SavedQueryDocument, Tile } from '@arbiter/contracts/reporting/index';
import { ProblemError } from '../../http/problem-error.js';
import type { SourceCheck } from '../report-tables/api.js';

const mostFaults = 100;

async function tileFaults(tile: Tile, path: string, check: SourceCheck): Promise<Fault[]> {
  return (await check.faultsOf(tile.source)).map((fault) => ({ ...fault, path: `${path}/source${fault.path}` }));
}

function refuse(what: string, faults: readonly Fault[]): void {
  if (faults.length > 0) throw new ProblemError('validation-failed', `${what} cannot be saved: ${faults[0]?.message}`, { faults: faults.slice(0, mostFaults) });
}

/** Throws validation-failed with each fault at its path: tiles that nothing can answer, doubled identifiers, filters on dimensions that nobody knows. */
export async function requireValidBoard(document: BoardDocument, check: SourceCheck): Promise<void> {
  const faults: Fault[] = [];
  const ids = new Set<string>();
  for (const [index, tile] of document.tiles.entries()) {
    const path = `/document/tiles/${index}`;
    if (ids.has(tile.id)) faults.push({ path: `${path}/id`, code: 'doubled', message: `Two tiles have the identifier ${tile.id}: give one another` });
    ids.add(tile.id);
    faults.push(...(await tileFaults(tile, path, check)));
  }
  for (const [index, dimension] of document.filters.entries()) {
    if (!check.knowsDimension(dimension)) faults.push({ path: `/document/filters/${index}`, code: 'unknown-dimension', message: `No dataset or view has the dimension ${dimension}: GET /v1/report-datasets and /v1/report-views list them` });
  }
  faults.push(...periodFaults(document.period, '/document/period'));
  refuse('The board', faults);
}

export async function requireValidTile(tile: Tile, check: SourceCheck): Promise<void> {
  refuse('The tile', await tileFaults(tile, '/tile', check));
}

export async function requireValidQuery(document: SavedQueryDocument, check: SourceCheck): Promise<void> {
  const { source, period } = document.request;
  const faults = (await check.faultsOf(source)).map((fault) => ({ ...fault, path: `/document/request/source${fault.path}` }));
  refuse('The question', [...faults, ...(period ? periodFaults(period, '/document/request/period') : [])]);
}

function periodFaults(period: BoardDocument['period'], path: string): Fault[] {
  if (period.kind !== 'between' || period.from < period.before) return [];
  return [{ path, code: 'empty-period', message: `The period from ${period.from} has no day before ${period.before}: swap them` }];
}
