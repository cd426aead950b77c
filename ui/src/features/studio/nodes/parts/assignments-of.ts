export interface Assignment { name: string; value: string }

/** Assignments as settings have them; what is no list of them is none. */
export function assignmentsOf(list: unknown): readonly Assignment[] {
  return (Array.isArray(list) ? list : []).map((one: { name?: unknown; value?: unknown } | null) => ({ name: String(one?.name ?? ''), value: String(one?.value ?? '') }));
}

export const textsOf = (list: unknown): readonly string[] => (Array.isArray(list) ? list.map(String) : []);

/** Settings without the keys whose value is undefined or an empty text: what is optional is left out, not left empty. */
export function withoutEmpty<T extends object>(settings: T): T {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined && value !== '')) as T;
}
