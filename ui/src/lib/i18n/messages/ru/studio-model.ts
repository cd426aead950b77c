export const studioModel = {
  title: 'Модель',
};
