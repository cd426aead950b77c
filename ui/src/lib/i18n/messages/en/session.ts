import type { session as ru } from '../ru/session.js';

export const session: Record<keyof typeof ru, string> = {
  createOwner: 'Create the account',
  login: 'Login',
  loginHint: 'Letters, digits and . _ @ + -',
  password: 'Password',
  passwordHint: 'At least 10 characters',
  passwordRepeat: 'Password again',
  passwordsDiffer: 'The passwords differ',
  passwordShort: 'At least 10 characters',
  setupText: 'There are no accounts yet. Create the owner: that person may do everything and invite the others.',
  setupTitle: 'First start',
  signIn: 'Sign in',
  signInTitle: 'Sign in to Arbiter',
  token: 'First-start code',
  tokenHint: 'Printed in the log of the server when it starts',
};
