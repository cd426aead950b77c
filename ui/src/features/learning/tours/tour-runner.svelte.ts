import type { Driver } from 'driver.js';
import { i18n, t } from '$lib/i18n/i18n.svelte.js';
import { router } from '$lib/router/router.svelte.js';
import type { Tour } from './tour.js';

const patienceMs = 8_000;
const lookMs = 100;

/** Leads through a tour: each step opens its screen, waits for what it points at, and says its words beside it. */
class TourRunner {
  #driver: Driver | null = null;
  #tour: Tour | null = null;
  #at = 0;
  /** Rises with each step, so that a step that is overtaken while its screen loads keeps quiet. */
  #turn = 0;

  async start(tour: Tour): Promise<void> {
    this.end();
    const [{ driver }] = await Promise.all([import('driver.js'), import('driver.js/dist/driver.css'), import('./tour.css')]);
    this.#driver = driver({ animate: !matchMedia('(prefers-reduced-motion: reduce)').matches, popoverClass: 'tour', overlayOpacity: 0.35, stagePadding: 6, stageRadius: 10, disableActiveInteraction: false, onDestroyed: () => this.#forget() });
    this.#tour = tour;
    await this.#show(0);
  }

  end(): void {
    this.#driver?.destroy();
    this.#forget();
  }

  #forget(): void {
    this.#turn += 1;
    this.#driver = null;
    this.#tour = null;
  }

  async #show(at: number): Promise<void> {
    const tour = this.#tour;
    const step = tour?.steps[at];
    if (!tour || !step) return this.end();
    this.#at = at;
    const turn = ++this.#turn;
    router.go(step.address);
    const element = await found(step.element, () => turn !== this.#turn);
    if (turn !== this.#turn || !this.#driver) return;
    const last = at === tour.steps.length - 1;
    this.#driver.highlight({
      ...(element ? { element } : {}),
      popover: {
        title: step.title[i18n.language],
        description: step.text[i18n.language],
        showButtons: at === 0 ? ['next', 'close'] : ['previous', 'next', 'close'],
        showProgress: true,
        progressText: t('learning.stepOf', { step: at + 1, steps: tour.steps.length }),
        nextBtnText: t(last ? 'learning.finish' : 'common.next'),
        prevBtnText: t('common.back'),
        onNextClick: () => void (last ? this.end() : this.#show(this.#at + 1)),
        onPrevClick: () => void this.#show(this.#at - 1),
        onCloseClick: () => this.end(),
      },
    });
  }
}

/** The element once it is on the screen; null where it does not come. */
async function found(selector: string, given: () => boolean): Promise<Element | null> {
  for (let waited = 0; waited < patienceMs && !given(); waited += lookMs) {
    // The former screen stays until the next one's code has come.
    await new Promise((resolve) => setTimeout(resolve, lookMs));
    const element = document.querySelector(selector);
    if (waited >= 3 * lookMs && element && element.getClientRects().length > 0) return element;
  }
  return null;
}

export const tours = new TourRunner();
