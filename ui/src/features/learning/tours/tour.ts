import type { Title } from '@arbiter/contracts';

export interface TourStep {
  /** Where the step is. */
  address: string;
  /** What it points at; the step stands in the middle where there is no such thing on the screen. */
  element: string;
  title: Title;
  text: Title;
}

/** A walk through the real screens. */
export interface Tour {
  id: string;
  title: Title;
  text: Title;
  steps: readonly TourStep[];
}
