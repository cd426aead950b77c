/** A JSON value as JavaScript, also where JSON and JavaScript differ. */
export function literalCode(value: unknown): string {
  return JSON.stringify(value ?? null)
    .replaceAll('\u2028', '\\u2028')
    .replaceAll('\u2029', '\\u2029')
    .replaceAll('"__proto__":', '["__proto__"]:');
}
