import { asProblem } from '$lib/api/problem.js';
import { i18n, t } from '$lib/i18n/i18n.svelte.js';

export interface Toast {
  id: number;
  tone: 'good' | 'bad';
  text: string;
  detail?: string;
}

const shownMs = { good: 4000, bad: 9000 };

/** Short messages that come and go at the page's edge. */
class Toasts {
  list = $state<Toast[]>([]);
  #next = 1;

  done(text: string): void {
    this.#show({ tone: 'good', text });
  }

  /** Something that was tried here and cannot be, in words that were made here. */
  refused(text: string): void {
    this.#show({ tone: 'bad', text });
  }

  failed(error: unknown): void {
    const problem = asProblem(error);
    this.#show({ tone: 'bad', text: i18n.coded('problems', problem.code) ?? t('problems.internal'), detail: problem.detail });
  }

  dismiss(id: number): void {
    this.list = this.list.filter((toast) => toast.id !== id);
  }

  #show(toast: Omit<Toast, 'id'>): void {
    const id = this.#next++;
    this.list = [...this.list.slice(-3), { ...toast, id }];
    setTimeout(() => this.dismiss(id), shownMs[toast.tone]);
  }
}

export const toasts = new Toasts();
