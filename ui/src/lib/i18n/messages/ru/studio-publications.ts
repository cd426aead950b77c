export const studioPublications = {
  title: 'Публикации',
};
