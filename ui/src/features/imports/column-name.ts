const latin: Record<string, string> = {
  а: 'a', б: 'b', в: 'v', г: 'g', д: 'd', е: 'e', ё: 'e', ж: 'zh', з: 'z', и: 'i', й: 'y', к: 'k', л: 'l', м: 'm', н: 'n', о: 'o', п: 'p',
  р: 'r', с: 's', т: 't', у: 'u', ф: 'f', х: 'h', ц: 'ts', ч: 'ch', ш: 'sh', щ: 'sch', ъ: '', ы: 'y', ь: '', э: 'e', ю: 'yu', я: 'ya',
};

export const namePattern = /^[a-z][a-z0-9_]{0,62}$/;

/** A name that may be a column's (`Сумма долга, руб.` → `summa_dolga_rub`), from a heading of a file. */
export function columnName(heading: string, index: number): string {
  const plain = [...heading.toLowerCase()].map((letter) => latin[letter] ?? letter).join('');
  const name = plain.replace(/[^a-z0-9]+/g, '_').replace(/^[_0-9]+|_+$/g, '').slice(0, 60);
  return namePattern.test(name) ? name : `column_${index + 1}`;
}
