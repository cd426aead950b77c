import type { ViewReader } from './view-reader.js';

/** Every view by its id. */
export const viewReaders: ReadonlyMap<string, ViewReader> = new Map<string, ViewReader>(([] as ViewReader[]).map((reader) => [reader.definition.id, reader]));
