import type { Environment, Publication, PublicationArm, PublicationSettings } from '@arbiter/contracts';
import { untrack } from 'svelte';
import { cleanSettings } from './clean-settings.js';
import { evenShares } from './settings-changes.js';

interface Kept { endpoint: string; environment: Environment; settings: PublicationSettings; comment: string; revision: number | null }

/** What is being written into the form. It outlives the page: a browser that closes brings it back. */
export class PublicationForm {
  endpoint = $state('');
  environment = $state<Environment>('test');
  settings = $state.raw<PublicationSettings>({ mode: 'online', arms: [] });
  comment = $state('');
  /** What was there before came back. */
  isRestored = $state(false);
  #begin = $state.raw('');
  readonly cleaned: PublicationSettings = $derived(cleanSettings(this.settings));
  readonly isChanged: boolean = $derived(JSON.stringify(this.#content()) !== this.#begin);
  #revision: number | null;

  /** `key` tells the forms of a browser apart: the publication's identifier, or what a new one is made of. */
  constructor(private readonly key: string, begin: { endpoint: string; environment: Environment; settings: PublicationSettings; revision: number | null }) {
    this.#revision = begin.revision;
    this.#take({ ...begin, comment: '' });
    this.#begin = JSON.stringify(this.#content());
    const kept = this.#read();
    if (kept && JSON.stringify({ ...kept, revision: 0 }) !== JSON.stringify({ ...this.#content(), revision: 0 })) {
      this.#take(kept);
      this.isRestored = true;
    }
  }

  change(part: Partial<PublicationSettings>): void {
    this.settings = { ...this.settings, ...part };
  }

  changeArm(index: number, part: Partial<PublicationArm>): void {
    this.change({ arms: this.settings.arms.map((arm, at) => (at === index ? { ...arm, ...part } : arm)) });
  }

  /** Adds a version beside those that answer; shares become even. */
  addArm(arm: Omit<PublicationArm, 'share' | 'name'>): void {
    const names = new Set(this.settings.arms.map(({ name }) => name));
    const free = ['main', 'challenger', ...Array.from({ length: 20 }, (_, index) => `challenger-${index + 2}`)].find((name) => !names.has(name))!;
    const arms = [...this.settings.arms, { ...arm, name: free, share: 0 }];
    this.change({ arms: this.#even(arms) });
  }

  removeArm(index: number): void {
    this.change({ arms: this.#even(this.settings.arms.filter((_, at) => at !== index)) });
  }

  even(): void {
    this.change({ arms: this.#even(this.settings.arms) });
  }

  /** Keeps what is written for the next visit; called whenever it changed. */
  keep(): void {
    const content = this.#content();
    try {
      if (JSON.stringify(content) === this.#begin) localStorage.removeItem(this.#place);
      else localStorage.setItem(this.#place, JSON.stringify({ ...content, revision: this.#revision }));
    } catch {
      // A browser that forbids storage keeps the form only as long as the page is open.
    }
  }

  /** Back to what is published. */
  discard(): void {
    this.#take({ ...(JSON.parse(this.#begin) as Kept) });
    this.isRestored = false;
    this.keep();
  }

  /** What was written is published, or what another published is taken: the form begins anew from it. */
  beginFrom({ endpoint, environment, settings, revision }: Publication): void {
    this.#revision = revision;
    this.#take({ endpoint, environment, settings, comment: '', revision });
    this.#begin = JSON.stringify(this.#content());
    this.isRestored = false;
    untrack(() => this.keep());
  }

  #even(arms: PublicationArm[]): PublicationArm[] {
    const shares = evenShares(arms.length);
    return arms.map((arm, index) => ({ ...arm, share: shares[index]! }));
  }

  get #place(): string {
    return `arbiter.publication-form.${this.key}`;
  }

  #content(): Omit<Kept, 'revision'> {
    return { endpoint: this.endpoint, environment: this.environment, settings: this.settings, comment: this.comment };
  }

  #take({ endpoint, environment, settings, comment }: Kept): void {
    Object.assign(this, { endpoint, environment, settings, comment });
  }

  #read(): Kept | null {
    try {
      const text = localStorage.getItem(this.#place);
      const kept = text ? (JSON.parse(text) as Partial<Kept>) : null;
      return kept && typeof kept.endpoint === 'string' && Array.isArray(kept.settings?.arms) ? (kept as Kept) : null;
    } catch {
      return null;
    }
  }
}
