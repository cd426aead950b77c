/** A short random name (letters and digits). Works on plain HTTP as well, where the browser offers no randomUUID. */
export function randomId(length = 8): string {
  const letters = 'abcdefghijklmnopqrstuvwxyz0123456789';
  return [...crypto.getRandomValues(new Uint8Array(length))].map((byte) => letters[byte % letters.length]).join('');
}
