export interface Coded {
  code: string;
  title: string;
}

/** Words with commas between them, each once. */
export const splitList = (text: string): string[] => [...new Set(text.split(',').map((word) => word.trim()).filter(Boolean))];

const letters: Record<string, string> = Object.fromEntries('а a б b в v г g д d е e ё e ж zh з z и i й y к k л l м m н n о o п p р r с s т t у u ф f х kh ц ts ч ch ш sh щ sch ъ _ ы y ь _ э e ю yu я ya'.split(' ').reduce<[string, string][]>((pairs, word, index, all) => (index % 2 === 0 ? [...pairs, [word, all[index + 1] === '_' ? '' : all[index + 1]!]] : pairs), []));

/** A code of Latin letters for a title in any language, different from those that are taken. */
export function codeOf(title: string, taken: readonly string[]): string {
  const latin = [...title.toLowerCase()].map((letter) => letters[letter] ?? letter).join('');
  const base = latin.replaceAll(/[^a-z0-9]+/g, '-').replaceAll(/^-+|-+$/g, '').slice(0, 50) || 'choice';
  if (!taken.includes(base)) return base;
  for (let number = 2; ; number += 1) if (!taken.includes(`${base}-${number}`)) return `${base}-${number}`;
}
