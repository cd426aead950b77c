export const learning = {
  title: 'Обучение',
};
