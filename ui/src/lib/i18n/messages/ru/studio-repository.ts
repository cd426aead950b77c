export const studioRepository = {
  title: 'Репозиторий',
};
