const latin: Record<string, string> = {
  а: 'a', б: 'b', в: 'v', г: 'g', д: 'd', е: 'e', ё: 'e', ж: 'zh', з: 'z', и: 'i', й: 'y', к: 'k', л: 'l', м: 'm', н: 'n', о: 'o', п: 'p',
  р: 'r', с: 's', т: 't', у: 'u', ф: 'f', х: 'kh', ц: 'ts', ч: 'ch', ш: 'sh', щ: 'shch', ъ: '', ы: 'y', ь: '', э: 'e', ю: 'yu', я: 'ya',
};
const longest = 63;

/** A name for an attribute after a column's heading: Latin letters, digits and underscores, a letter first. */
export function attributeName(heading: string, taken: ReadonlySet<string> = new Set(), position = 1): string {
  // Camel case is taken apart first: `MonthlyCharges` reads better as `monthly_charges`.
  const words = heading.replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2').toLowerCase();
  const spelled = [...words.normalize('NFC')].map((letter) => latin[letter] ?? letter).join('').normalize('NFKD').replace(/[\u0300-\u036f]/g, '');
  const plain = spelled.replace(/[^a-z0-9]+/g, '_').replace(/^_+|_+$/g, '');
  const base = (/^[a-z]/.test(plain) ? plain : plain === '' ? `column_${position}` : `a_${plain}`).slice(0, longest).replace(/_+$/, '');
  let name = base;
  for (let number = 2; taken.has(name); number++) name = `${base.slice(0, longest - 1 - String(number).length)}_${number}`;
  return name;
}

/** How headings and aliases are compared: lower case, letters and digits only, ё as е. */
export const plainHeading = (heading: string) => heading.toLowerCase().replaceAll('ё', 'е').replace(/[^\p{L}\p{N}]/gu, '');
