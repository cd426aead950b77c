/** The list with one of its items at another place; the list itself where nothing moves. */
export function moveItem<T>(list: readonly T[], from: number, to: number): readonly T[] {
  if (from === to || from < 0 || to < 0 || from >= list.length || to >= list.length) return list;
  const next = [...list];
  const [item] = next.splice(from, 1);
  next.splice(to, 0, item as T);
  return next;
}

/** The list with one item changed by its place. */
export const replaceAt = <T>(list: readonly T[], index: number, item: T): T[] => list.map((one, at) => (at === index ? item : one));

export const removeAt = <T>(list: readonly T[], index: number): T[] => list.filter((_, at) => at !== index);
