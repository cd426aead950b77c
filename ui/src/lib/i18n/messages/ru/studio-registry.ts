export const studioRegistry = {
  title: 'Проекты',
};
