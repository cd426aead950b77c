export const exports = {
  allLists: 'Выгрузить все списки',
  cancel: 'Остановить выгрузку',
  csv: 'CSV',
  csvNote: 'Откроется в Excel и других таблицах',
  done: 'Файл готов: {rows, plural, one {# строка} few {# строки} many {# строк} other {# строки}}',
  parquet: 'Parquet',
  parquetNote: 'Для аналитических систем: даты и суммы с типами',
  plan: 'Выгрузить план',
  writing: 'Готовим файл: {share}',
} as const;
