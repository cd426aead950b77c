/** How often the screen asks anew. */
export const refreshMs = 5_000;
