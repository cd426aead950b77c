/** OID of 64-bit integers, whose text both drivers would otherwise give as it is (or as a bigint). */
export const int8Oid = 20;

/** Counts and amounts in minor units stay below 2^53; anything above is an error rather than a wrong digit. */
export function parseInt8(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`The 64-bit integer ${text} of the repository does not fit into a number`);
  return value;
}
