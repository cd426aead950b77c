import type { shell as ru } from '../ru/shell.js';

export const shell: Record<keyof typeof ru, string> = {
  breadcrumbs: 'Breadcrumbs',
  campaigns: 'Campaigns',
  catalogue: 'Catalogue',
  collapse: 'Collapse the menu',
  data: 'Data',
  decisions: 'Decisions',
  demo: 'Demo company',
  expand: 'Expand the menu',
  home: 'Home',
  language: 'Language',
  menu: 'Menu',
  navigation: 'Sections',
  reports: 'Reports',
  ruleSets: 'Rules',
  settings: 'Settings',
  signOut: 'Sign out',
  skip: 'Skip to content',
  themeDark: 'Dark theme',
  themeLight: 'Light theme',
  apiDocs: 'API documentation',
};
