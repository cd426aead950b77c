export const manualChecks = {
  title: 'Ручные проверки',
};
