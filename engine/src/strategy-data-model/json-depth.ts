/** Whether JSON nests deeper than `cap` levels; walks without recursion, so that hostile depth costs nothing but its own length. */
export function nestsDeeperThan(value: unknown, cap: number): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > cap) return true;
    const next: unknown[] = [];
    for (const item of level) {
      if (Array.isArray(item)) {
        for (const child of item) if (child !== null && typeof child === 'object') next.push(child);
      } else if (item !== null && typeof item === 'object') {
        for (const key of Object.keys(item)) {
          const child = (item as Record<string, unknown>)[key];
          if (child !== null && typeof child === 'object') next.push(child);
        }
      }
    }
    level = next;
  }
  return false;
}
