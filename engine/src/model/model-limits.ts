/** Caps of one model, so that a hostile one is refused before it costs anything. */
export const modelLimits = { depth: 200, treeNodes: 2_000_000, values: 4_000_000 } as const;
