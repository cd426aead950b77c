export const studioCanvas = {
  title: 'Схема стратегии',
};
