/** A JSON value as JavaScript. A key `__proto__` would set the prototype in an object literal, so such a value is parsed instead. */
export function literal(value: unknown): string {
  const text = JSON.stringify(value);
  return text.includes('__proto__') && typeof value === 'object' ? `JSON.parse(${JSON.stringify(text)})` : text;
}

/** An identifier for a name of the expression; the sign $ keeps it apart from every other identifier. */
export function identifier(name: string, id: number): string {
  return `${name.replace(/[^\p{L}\p{N}_]/gu, '_').replace(/^(?=\p{N})/u, '_')}$${id}`;
}
