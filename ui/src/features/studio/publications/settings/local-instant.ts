const two = (value: number): string => String(value).padStart(2, '0');

/** An instant as a field of date and time shows it, in the browser's zone; empty where there is none. */
export function localInstant(iso: string | undefined): string {
  const at = new Date(iso ?? '');
  if (iso === undefined || Number.isNaN(at.getTime())) return '';
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}T${two(at.getHours())}:${two(at.getMinutes())}`;
}

/** What such a field holds, as an instant; undefined where it is empty or half typed. */
export function instantOfLocal(text: string): string | undefined {
  const at = new Date(text);
  return /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/.test(text) && !Number.isNaN(at.getTime()) ? at.toISOString() : undefined;
}
