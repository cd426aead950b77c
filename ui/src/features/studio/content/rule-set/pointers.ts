/** A way through a document as a JSON pointer. */
export const pointerOf = (path: readonly (string | number)[]): string => path.map((key) => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
