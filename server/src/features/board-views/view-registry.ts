import { campaignReaders } from './campaign/campaign-readers.js';
import { dataReaders } from './data/data-readers.js';
import { collectionsReaders } from './collections/collections-readers.js';
import { lifeCycleReaders } from './life-cycle/life-cycle-readers.js';
import { strategyReaders } from './strategy/strategy-readers.js';
import { modelReaders } from './model/model-readers.js';
import { insuranceReaders } from './insurance/insurance-readers.js';
import { operationsReaders } from './operations/operations-readers.js';
import type { ViewReader } from './view-reader.js';

/** Every view by its id. */
export const viewReaders: ReadonlyMap<string, ViewReader> = new Map<string, ViewReader>(([...collectionsReaders, ...lifeCycleReaders, ...campaignReaders, ...strategyReaders, ...modelReaders, ...insuranceReaders, ...operationsReaders, ...dataReaders] as ViewReader[]).map((reader) => [reader.definition.id, reader]));
