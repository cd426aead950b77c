import type { Environment, Publication, PublicationArm, PublicationSettings } from '@arbiter/contracts';
import { untrack } from 'svelte';
import { cleanSettings } from './clean-settings.js';
import { mergeSettings } from './merge-settings.js';
import { evenShares } from './settings-changes.js';

/** What the form was begun from; null where nothing is published. */
interface Base { revision: number; settings: PublicationSettings }
interface Kept { endpoint: string; environment: Environment; settings: PublicationSettings; comment: string; base: Base | null }

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
  base = $state.raw<Base | null>(null);

  /** `key` tells the forms of a browser apart: the publication's identifier, or what a new one is made of. */
  constructor(private readonly key: string, begin: { endpoint: string; environment: Environment; settings: PublicationSettings; revision: number | null }) {
    const base = begin.revision === null ? null : { revision: begin.revision, settings: begin.settings };
    this.#take({ ...begin, comment: '', base });
    this.#begin = JSON.stringify(this.#content());
    const kept = this.#read();
    if (kept && JSON.stringify({ ...kept, base: null }) !== JSON.stringify({ ...this.#content(), base: null })) {
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
      else localStorage.setItem(this.#place, JSON.stringify({ ...content, base: this.base }));
    } catch {
      // A browser that forbids storage keeps the form only as long as the page is open.
    }
  }

  /** Back to what is published, or to how the form of something new began. */
  discard(present: Publication | null = null): void {
    if (present) return this.beginFrom(present);
    this.#take({ ...(JSON.parse(this.#begin) as Omit<Kept, 'base'>), base: this.base });
    this.isRestored = false;
    this.keep();
  }

  /** What was written is published, or what another published is taken: the form begins anew from it. */
  beginFrom({ endpoint, environment, settings, revision }: Publication): void {
    this.#take({ endpoint, environment, settings, comment: '', base: { revision, settings } });
    this.#begin = JSON.stringify(this.#content());
    this.isRestored = false;
    untrack(() => this.keep());
  }

  /** Takes over what another published meanwhile, with what was changed here brought into it. */
  mergeInto({ settings, revision }: Publication): void {
    if (this.base) this.settings = mergeSettings(this.base.settings, this.settings, settings);
    this.base = { revision, settings };
  }

  #even(arms: PublicationArm[]): PublicationArm[] {
    const shares = evenShares(arms.length);
    return arms.map((arm, index) => ({ ...arm, share: shares[index]! }));
  }

  get #place(): string {
    return `arbiter.publication-form.${this.key}`;
  }

  #content(): Omit<Kept, 'base'> {
    return { endpoint: this.endpoint, environment: this.environment, settings: this.settings, comment: this.comment };
  }

  #take({ endpoint, environment, settings, comment, base }: Kept): void {
    Object.assign(this, { endpoint, environment, settings, comment, base });
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
