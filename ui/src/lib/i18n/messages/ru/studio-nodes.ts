export const studioNodes = {
  title: 'Узел',
};
