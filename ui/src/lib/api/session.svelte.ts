import type { Scope, SessionInfo } from '@arbiter/contracts';
import { api } from './api.js';
import { linkSession } from './client.js';

/** Who is signed in, and whether anybody has to be. */
class CurrentSession {
  value = $state.raw<SessionInfo | null>(null);
  user = $derived(this.value?.user ?? null);
  mustSignIn = $derived(this.value !== null && this.value.signInRequired && this.value.user === null);

  constructor() {
    linkSession({
      csrfToken: () => this.value?.csrfToken ?? null,
      renew: () => this.load(),
      ended: () => {
        if (this.value?.signInRequired) this.value = { ...this.value, user: null, csrfToken: null };
      },
    });
  }

  async load(): Promise<void> {
    this.value = await api.session();
  }

  /** Whether the person may change things of that part of the product. */
  may(scope: Scope): boolean {
    return this.user?.permissions[scope] === 'write';
  }

  mayRead(scope: Scope): boolean {
    return this.user !== null && this.user.permissions[scope] !== 'none';
  }
}

export const session = new CurrentSession();
