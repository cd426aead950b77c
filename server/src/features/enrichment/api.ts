/** What other features may use of enrichment. */
export { checkEnrichment, type SourceKinds } from './check-enrichment.js';
export { enrich, type EnrichmentAsk, type EnrichmentResult, type EnrichmentStores, type EnrichmentTiming } from './enrich.js';
export { referenceKey } from './reference-key.js';
