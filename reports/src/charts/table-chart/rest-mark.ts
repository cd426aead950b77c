/** A value that no cell holds: several categories or series drawn as one. */
export const restMark = '\u0000rest';
