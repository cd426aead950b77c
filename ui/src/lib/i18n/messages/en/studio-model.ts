export const studioModel = {
  title: 'Model',
};
