import { readStored, writeStored } from '$lib/stored.js';

const themes = ['system', 'light', 'dark'] as const;
const densities = ['comfortable', 'compact'] as const;
export type Theme = (typeof themes)[number];
export type Density = (typeof densities)[number];

const darkScheme = matchMedia('(prefers-color-scheme: dark)');

/** Colours and density as the reader chose them; `system` follows the browser. */
class Appearance {
  theme = $state<Theme>(readStored('theme', themes, 'system'));
  density = $state<Density>(readStored('density', densities, 'comfortable'));
  #systemDark = $state(darkScheme.matches);
  dark = $derived(this.theme === 'dark' || (this.theme === 'system' && this.#systemDark));

  constructor() {
    darkScheme.addEventListener('change', (event) => {
      this.#systemDark = event.matches;
      this.apply();
    });
    this.apply();
  }

  setTheme(theme: Theme): void {
    this.theme = theme;
    writeStored('theme', theme);
    this.apply();
  }

  setDensity(density: Density): void {
    this.density = density;
    writeStored('density', density);
    this.apply();
  }

  private apply(): void {
    document.documentElement.dataset['theme'] = this.dark ? 'dark' : 'light';
    document.documentElement.dataset['density'] = this.density;
  }
}

export const appearance = new Appearance();
