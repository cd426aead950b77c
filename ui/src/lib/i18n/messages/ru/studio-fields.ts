export const studioFields = {
  title: 'Модель данных',
};
