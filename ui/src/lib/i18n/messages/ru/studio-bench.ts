export const studioBench = {
  title: 'Проверка стратегии',
};
