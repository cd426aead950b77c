export const studioTable = {
  title: 'Таблица решений',
};
