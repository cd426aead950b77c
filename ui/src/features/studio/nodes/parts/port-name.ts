/** Latin letters for Cyrillic ones, as passports have them. */
const latin: Readonly<Record<string, string>> = {
  а: 'a', б: 'b', в: 'v', г: 'g', д: 'd', е: 'e', ё: 'e', ж: 'zh', з: 'z', и: 'i', й: 'i', к: 'k', л: 'l', м: 'm', н: 'n', о: 'o', п: 'p', р: 'r', с: 's', т: 't', у: 'u',
  ф: 'f', х: 'kh', ц: 'ts', ч: 'ch', ш: 'sh', щ: 'shch', ъ: '', ы: 'y', ь: '', э: 'e', ю: 'yu', я: 'ya',
};

/** A text as an identifier of Latin letters, digits and hyphens, at most `most` characters; `fallback` where nothing of it is left. */
export function identifierOf(text: string, fallback: string, most = 40): string {
  const letters = [...text.toLowerCase().normalize('NFC')].map((letter) => latin[letter] ?? letter).join('');
  const plain = letters.normalize('NFD').replaceAll(/\p{M}/gu, '').replaceAll(/[^a-z0-9]+/g, '-').replaceAll(/^-+|-+$/g, '');
  return plain.slice(0, most).replace(/-+$/, '') || fallback;
}

/** The way out that a label makes, different from those that are taken; `else` and `error` belong to every node. */
export function portNameOf(label: string, taken: Iterable<string>, fallback = 'way'): string {
  const all = new Set([...taken, 'else', 'error']);
  const base = identifierOf(label, fallback);
  if (!all.has(base)) return base;
  for (let number = 2; ; number += 1) if (!all.has(`${base}-${number}`)) return `${base}-${number}`;
}
