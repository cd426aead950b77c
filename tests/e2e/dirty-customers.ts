/** Windows-1251, as spreadsheets of Russian offices save it. */
export function toWindows1251(text: string): Buffer {
  return Buffer.from(
    [...text].map((letter) => {
      const code = letter.codePointAt(0)!;
      if (letter === 'ё') return 0xb8;
      if (letter === 'Ё') return 0xa8;
      if (letter === '№') return 0xb9;
      return code >= 0x410 && code <= 0x44f ? code - 0x410 + 0xc0 : code;
    }),
  );
}

export interface DirtyFile {
  content: Buffer;
  rows: number;
  /** The only row that cannot be loaded. */
  bad: { line: string; column: string; value: string; reason: string };
}

/** Customers as an office exports them: semicolons, decimal commas, days first, one debt written in words. */
export function dirtyCustomers(prefix: string, debtColumn: string, rows = 3_000): DirtyFile {
  const regions = ['volga', 'urals', 'center'];
  const badRow = 6;
  const lines = Array.from({ length: rows }, (_, row) => {
    const number = String(row + 1).padStart(5, '0');
    const debt = row === badRow ? 'много' : `${row % 90} ${String(row % 1000).padStart(3, '0')},${String(row % 100).padStart(2, '0')}`;
    return [`${prefix}${number}`, row % 7 === 0 ? `"ООО ""Ромашка №${row + 1}""; филиал"` : `Абонент ${row + 1}`, regions[row % 3], row % 10 === 0 ? 'нет' : 'да', debt, `${String((row % 28) + 1).padStart(2, '0')}.${String((row % 12) + 1).padStart(2, '0')}.2024`, 'черновик'].join(';');
  });
  const text = [`Код клиента;Наименование;Регион;Согласие;${debtColumn};Дата договора;Заметки`, ...lines].join('\r\n');
  // The header is line 1, so that row 0 is line 2.
  return { content: toWindows1251(`${text}\r\n`), rows, bad: { line: String(badRow + 2), column: debtColumn, value: 'много', reason: 'not-a-number' } };
}
