const latin: Record<string, string> = {
  а: 'a', б: 'b', в: 'v', г: 'g', д: 'd', е: 'e', ё: 'e', ж: 'zh', з: 'z', и: 'i', й: 'y', к: 'k', л: 'l', м: 'm', н: 'n', о: 'o', п: 'p', р: 'r', с: 's', т: 't', у: 'u', ф: 'f', х: 'h', ц: 'c', ч: 'ch', ш: 'sh', щ: 'sch', ъ: '', ы: 'y', ь: '', э: 'e', ю: 'yu', я: 'ya',
};

/** A name for an address out of the name of a strategy: `Взыскание: мягкое` becomes `vzyskanie-myagkoe`. May be empty. */
export function endpointOfName(name: string): string {
  const plain = [...name.toLowerCase()].map((sign) => latin[sign] ?? sign).join('').normalize('NFD').replaceAll(/[\u0300-\u036f]/g, '');
  return plain.replaceAll(/[^a-z0-9]+/g, '-').replaceAll(/^-+|-+$/g, '').slice(0, 63).replaceAll(/-+$/g, '');
}
