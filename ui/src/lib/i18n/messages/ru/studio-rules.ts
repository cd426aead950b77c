export const studioRules = {
  title: 'Бизнес-правила',
};
