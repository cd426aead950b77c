/** A list with one of its members moved by so many places, at most to its ends. */
export function moved<T>(list: readonly T[], member: T, by: number): T[] {
  const from = list.indexOf(member);
  if (from < 0) return [...list];
  const rest = list.filter((_, index) => index !== from);
  rest.splice(Math.min(rest.length, Math.max(0, from + by)), 0, member);
  return rest;
}
