export const studioTeam = {
  title: 'История и обсуждение',
};
