import type { Publication } from '@arbiter/contracts';
import { publications } from '$lib/api/publications.js';
import { toasts } from '$lib/components/toasts.svelte.js';
import { t } from '$lib/i18n/i18n.svelte.js';
import { addressOf } from './publication-words.js';

/** What was done last, in words, with the way back. */
export interface DoneAction {
  text: string;
  undo: (() => Promise<void>) | null;
}

/** Stop, start, rollback and promotion in one click each: every one says what it did and can be taken back. */
export class PublicationActions {
  busy = $state<string | null>(null);
  done = $state.raw<DoneAction | null>(null);

  constructor(private readonly refresh: () => Promise<unknown>) {}

  stop(publication: Publication): Promise<void> {
    const name = addressOf(publication);
    return this.#do(publication.id, () => publications.stop(publication.id), t('studioPublications.stopped', { name }), () => this.start(publication));
  }

  start(publication: Publication): Promise<void> {
    const name = addressOf(publication);
    return this.#do(publication.id, () => publications.start(publication.id), t('studioPublications.started', { name }), () => this.stop(publication));
  }

  /** Undone by bringing the settings of the revision before back, and stopping again what was stopped. */
  rollBack(publication: Publication, to: number | undefined, words: string): Promise<void> {
    const name = addressOf(publication);
    return this.#do(publication.id, () => publications.rollBack(publication.id, to), t('studioPublications.rolledBack', { name, words }), () => this.#do(publication.id, async () => {
      const back = await publications.rollBack(publication.id, publication.revision);
      return publication.state === 'stopped' ? publications.stop(publication.id) : back;
    }, t('studioPublications.rollbackUndone', { name }), null));
  }

  /** Undone by what production answered by before, or by stopping it where it answered nothing. */
  promote(publication: Publication, before: Publication | null): Promise<void> {
    let made: Publication | null = null;
    return this.#do(publication.id, async () => (made = await publications.promote(publication.id, publication.revision)), t('studioPublications.promoted', { name: publication.endpoint }), () => this.#do(publication.id, async () => {
      if (before === null || before.state === 'stopped') return publications.stop(made!.id);
      return publications.rollBack(before.id, before.revision);
    }, t('studioPublications.promotionUndone', { name: publication.endpoint }), null));
  }

  async undo(): Promise<void> {
    const { done } = this;
    this.done = null;
    await done?.undo?.();
  }

  async #do(key: string, act: () => Promise<Publication>, text: string, undo: (() => Promise<void>) | null): Promise<void> {
    if (this.busy !== null) return;
    this.busy = key;
    let isDone = false;
    try {
      await act();
      isDone = true;
    } catch (error) {
      toasts.failed(error);
    }
    await this.refresh().catch(() => undefined);
    this.busy = null;
    if (isDone) this.done = { text, undo };
  }
}
