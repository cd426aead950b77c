/**
 * Types of FEEL, the expression language of Decision Model and Notation (OMG, formal/2024-01, chapter 10).
 * `any` is a value of which nothing is known: it is compatible with everything and checked at run time.
 */
export type FeelType =
  | { kind: 'any' | 'null' | 'number' | 'string' | 'boolean' | 'date' | 'time' | 'date and time' | 'days and time duration' | 'years and months duration' }
  | { kind: 'list'; items: FeelType }
  /** `open`: other keys may be there too. */
  | { kind: 'context'; fields: Readonly<Record<string, FeelType>>; open?: boolean }
  | { kind: 'range'; of: FeelType }
  | { kind: 'function'; parameters: readonly { name: string; type: FeelType }[]; result: FeelType };

/** Names that an expression can read, with their types. In DMN files names may hold spaces. */
export type FeelScope = ReadonlyMap<string, FeelType>;

/**
 * Values at run time: null, number (IEEE double), string, boolean, array, plain object for a context (own keys only), and instances of the
 * temporal, range and function classes of `feel/values`. undefined never occurs.
 */
export type FeelValue = unknown;
