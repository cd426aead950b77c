/** Where the hot state keeps a value that enrichment reads. */
export const referenceKey = (key: string): string => `reference:${key}`;
